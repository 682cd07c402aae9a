import { describe, expect, it } from 'vitest';
import { mediaTypeOf } from './media-type.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const ftyp = (brand: string) => bytes(`\0\0\0\x20ftyp${brand}\0\0\0\0`);

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
  ])('%s', (_, head, content_type, extension) => {
    expect(mediaTypeOf(head)).toEqual({ content_type, extension });
  });

  it.each([
    ['a web page', bytes('<!doctype html><html>')],
    ['JSON', bytes('{"detail":"expired"}')],
    ['nothing', bytes('')],
    ['Matroska that is not WebM', bytes('\x1a\x45\xdf\xa3\x42\x82\x88matroska')],
    ['HEIC', ftyp('heic')],
    ['AVI', bytes('RIFF\x10\0\0\0AVI LIST')],
    ['a script', bytes('#!/bin/sh\n')],
    ['a program', bytes('\x7fELF')],
    ['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ])('%s is none', (_, head) => expect(mediaTypeOf(head)).toBeNull());
});
