import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { rememberSecret } from '../../util/secrets.ts';
import { readJsonBody } from './json-body.ts';

const read = (bytes: string | Uint8Array, headers = {}) =>
  readJsonBody({ headers, bytes: Buffer.from(bytes as string) });

describe('a body', () => {
  it('is read as JSON whatever its content type says', () => {
    expect(read('{"a":1}', { 'content-type': 'text/html' })).toEqual({ kind: 'json', value: { a: 1 } });
    expect(read('\ufeff[0]')).toEqual({ kind: 'json', value: [0] });
    expect(read('null')).toEqual({ kind: 'json', value: null });
  });

  it.each([
    ['', {}, 'it is empty', null],
    ['  <html><body>Sign in</body></html>', {}, 'it is a web page', '<html>'],
    ['{"request_id": "019', {}, 'it is not JSON, or was cut off', '{"request_id"'],
    [gzipSync('{}'), { 'content-encoding': 'gzip' }, 'it is encoded as gzip', null],
    ['['.repeat(100_000) + ']'.repeat(100_000), {}, 'nested more than 200 deep', '[[[['],
    [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {}, 'it is not UTF-8', null],
  ])('of %j is unreadable, and says why', (bytes, headers, why, excerpt) => {
    const body = read(bytes, headers);
    expect(body).toMatchObject({ kind: 'unreadable', why: expect.stringContaining(why) });
    if (excerpt === null) expect(body).toMatchObject({ excerpt });
    else expect(body).toMatchObject({ excerpt: expect.stringContaining(excerpt) });
  });

  it('loses the key, good or bad', () => {
    rememberSecret('hush-hush');
    expect(read('{"echo":"hush-hush"}')).toEqual({ kind: 'json', value: { echo: '[key]' } });
    expect(read('<p>hush-hush</p>')).toMatchObject({ excerpt: '<p>[key]</p>' });
  });

  it('shows only its beginning', () => {
    expect(JSON.stringify(read('x'.repeat(100_000))).length).toBeLessThan(600);
  });
});
