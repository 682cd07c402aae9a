import { describe, expect, it } from 'vitest';
import { fileTypeOf } from './file-type.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const ftyp = (brand: string) => bytes(`\0\0\0\x20ftyp${brand}\0\0\0\0`);

const UNNAMED = { name: '', content_type: null };

describe('the kind of a file by its first bytes', () => {
  it.each([
    ['mp4', ftyp('isom'), 'video/mp4', '.mp4'],
    ['mp4 of another brand', ftyp('mp42'), 'video/mp4', '.mp4'],
    ['mov', ftyp('qt  '), 'video/quicktime', '.mov'],
    ['avif', ftyp('avif'), 'image/avif', '.avif'],
    ['m4a', ftyp('M4A '), 'audio/mp4', '.m4a'],
    ['webm', bytes('\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm'), 'video/webm', '.webm'],
    ['gif', bytes('GIF89a...'), 'image/gif', '.gif'],
    ['png', bytes('\x89PNG\r\n\x1a\n....'), 'image/png', '.png'],
    ['jpeg', bytes('\xff\xd8\xff\xe0....'), 'image/jpeg', '.jpg'],
    ['webp', bytes('RIFF\x10\0\0\0WEBPVP8 '), 'image/webp', '.webp'],
    ['wav', bytes('RIFF\x10\0\0\0WAVEfmt '), 'audio/wav', '.wav'],
    ['mp3 with a tag', bytes('ID3\x04'), 'audio/mpeg', '.mp3'],
    ['mp3 without', bytes('\xff\xfb\x90\x64'), 'audio/mpeg', '.mp3'],
    ['mkv', bytes('\x1a\x45\xdf\xa3\x42\x82\x88matroska'), 'video/x-matroska', '.mkv'],
    ['avi', bytes('RIFF\x10\0\0\0AVI LIST'), 'video/x-msvideo', '.avi'],
    ['ts', bytes(`G@\0\x10${'\xff'.repeat(184)}G@\x11\x10`), 'video/mp2t', '.ts'],
    ['heic', ftyp('heic'), 'image/heic', '.heic'],
    ['svg', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', '.svg'],
    ['exr', bytes('v/1\x01\x02\0\0\0'), 'image/x-exr', '.exr'],
    ['zip', bytes('PK\x03\x04\x14'), 'application/zip', '.zip'],
    ['an empty zip', bytes('PK\x05\x06\0\0'), 'application/zip', '.zip'],
    ['glb', bytes('glTF\x02\0\0\0'), 'model/gltf-binary', '.glb'],
  ])('%s', (_, head, content_type, extension) => {
    expect(fileTypeOf(head, UNNAMED)).toEqual({ content_type, extension });
  });
});

describe('a file that no signature tells', () => {
  const unknown = bytes('\x7fELF\x02\x01');

  it.each([
    ['its own ending', 'https://v3.fal.media/a.safetensors?x=1.mp4', '.safetensors'],
    ['not an ending that claims another kind', 'https://v3.fal.media/a.mp4', '.bin'],
    ['not an ending that runs', 'https://v3.fal.media/a.exe', '.bin'],
    ['no ending', 'https://v3.fal.media/a', '.bin'],
  ])('has %s', (_, name, extension) => {
    expect(fileTypeOf(unknown, { name, content_type: 'video/mp4' })).toEqual({
      content_type: 'application/octet-stream',
      extension,
    });
  });

  it.each([
    ['JSON', bytes('{"frames":[]}'), 'https://x/a.json', '.json', 'application/json'],
    [
      'subtitles',
      bytes('1\n00:00:01 --> 00:00:02\nhello\n'),
      'https://x/a.srt',
      '.srt',
      'application/x-subrip',
    ],
    ['a script', bytes('#!/bin/sh\n'), 'https://x/a.sh', '.txt', 'text/plain'],
  ])('is text where it was not announced as media: %s', (_, head, name, extension, content_type) => {
    expect(fileTypeOf(head, { name, content_type: null })).toEqual({ content_type, extension });
  });

  it.each([
    ['nothing', bytes(''), null, 'https://x/a.bin'],
    ['a web page', bytes('<!doctype html><html>'), null, 'https://x/a'],
    ['JSON by its type', bytes('{"detail":"expired"}'), 'video/mp4', 'https://x/a'],
    ['JSON by its ending', bytes('{"detail":"expired"}'), null, 'https://x/a.png'],
  ])('is none where something else came in its place: %s', (_, head, content_type, name) => {
    expect(fileTypeOf(head, { name, content_type })).toBeNull();
  });
});
