import { describe, expect, it } from 'vitest';
import { describeHead, sniff } from './sniff.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('sniff', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['GIF89a', 'gif'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'webp'],
    ['\0\0\0\x1cftypavif\0\0\0\0', 'avif'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'avif'],
    ['\0\0\0\x1cftypheic\0\0\0\0', 'heic'],
    ['\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'mp4'],
    ['\0\0\0\x14ftypqt  ', 'mov'],
    ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'webm'],
    ['\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska', 'mkv'],
    ['RIFF\x10\0\0\0AVI LIST', 'avi'],
    ['%PDF-1.7', 'pdf'],
    ['\n<!DOCTYPE html><html>', 'html'],
    ['\xef\xbb\xbf<!-- saved --><html>', 'html'],
    ['<?xml version="1.0"?>\n<svg xmlns="">', 'svg'],
    ['{"detail":"Not found"}', 'json'],
    ['#EXTM3U\n#EXTINF:10', 'm3u8'],
    ['Just a moment…', 'txt'],
  ])('knows %j as %s', (head, format) => {
    expect(sniff(bytes(head))?.format).toBe(format);
  });

  it('knows nothing of zero bytes, of noise and of an empty file', () => {
    expect(sniff(Buffer.alloc(64))).toBeNull();
    expect(sniff(Buffer.from('91b6459f962317b6', 'hex'))).toBeNull();
    expect(sniff(Buffer.alloc(0))).toBeNull();
  });
});

describe('describeHead', () => {
  it('says what a file starts like, or the bytes themselves', () => {
    expect(describeHead(bytes('%PDF-1.7'))).toBe('it starts like a PDF document');
    expect(describeHead(Buffer.alloc(9))).toBe('it starts with zero bytes only');
    expect(describeHead(Buffer.from('91b6459f962317b600', 'hex'))).toContain('91b6459f962317b6,');
  });
});
