import { describe, expect, it } from 'vitest';
import { openSimulator } from '../../../test/support/open-simulator.ts';
import { TINY_PNG } from '../../../test/support/fake-renderer.ts';

const INITIATE = '/storage/upload/initiate?storage_type=fal-cdn-v3';
const hero = { file_name: 'my hero.png', content_type: 'image/png' };

describe('storage', () => {
  it('serves what was put, under a name that cannot be guessed', async () => {
    const fal = await openSimulator();
    const { json } = await fal.call('POST', INITIATE, { body: hero });
    expect(json['file_url']).toMatch(/\/files\/[0-9a-f]{24}_my_hero\.png$/);
    const before = await fal.call('GET', String(json['file_url']), { key: null });
    expect(before.status).toBe(404);
    const put = await fal.call('PUT', String(json['upload_url']), { key: null, body: TINY_PNG });
    expect(put.status).toBe(200);
    const after = await fal.call('GET', String(json['file_url']), { key: null });
    expect(after.bytes).toEqual(TINY_PNG);
    expect(after.headers['content-type']).toBe('image/png');
    expect(fal.books.violations).toEqual([]);
  });

  it('takes the same upload twice: a put may be repeated', async () => {
    const fal = await openSimulator();
    const { json } = await fal.call('POST', INITIATE, { body: hero });
    const url = String(json['upload_url']);
    for (const body of [Buffer.from('half'), TINY_PNG]) await fal.call('PUT', url, { key: null, body });
    expect((await fal.call('GET', String(json['file_url']), { key: null })).bytes).toEqual(TINY_PNG);
  });

  it('joins the parts of a multipart upload in order', async () => {
    const fal = await openSimulator();
    const { json } = await fal.call('POST', '/storage/upload/initiate-multipart', { body: hero });
    const url = new URL(String(json['upload_url']));
    const parts: object[] = [];
    for (const [index, text] of ['one ', 'two ', 'three'].entries()) {
      const path = `${url.pathname}/${index + 1}${url.search}`;
      const part = await fal.call('PUT', path, { key: null, body: Buffer.from(text) });
      expect(part.json).toEqual({ partNumber: index + 1, etag: expect.any(String) });
      parts.push(part.json);
    }
    const finish = `${url.pathname}/complete${url.search}`;
    const missing = [...parts, { partNumber: 4, etag: 'x' }];
    expect((await fal.call('POST', finish, { key: null, body: { parts: missing } })).status).toBe(400);
    expect((await fal.call('POST', finish, { key: null, body: { parts } })).status).toBe(200);
    expect((await fal.call('GET', String(json['file_url']), { key: null })).text).toBe('one two three');
  });

  it('takes the token flow of the Python client', async () => {
    const fal = await openSimulator();
    const { json } = await fal.call('POST', '/storage/auth/token?storage_type=fal-cdn-v3', { body: {} });
    const upload = await fal.call('POST', `${String(json['base_url'])}/files/upload`, {
      key: null,
      headers: {
        authorization: `Bearer ${String(json['token'])}`,
        'x-fal-file-name': 'a.png',
        'content-type': 'image/png',
      },
      body: TINY_PNG,
    });
    expect((await fal.call('GET', String(upload.json['access_url']), { key: null })).bytes).toEqual(TINY_PNG);
    expect(fal.books.violations).toEqual([]);
  });

  it('writes down a key that comes where none belongs, without the key', async () => {
    const fal = await openSimulator();
    const { json } = await fal.call('POST', INITIATE, { body: hero });
    await fal.call('PUT', String(json['upload_url']), { key: 'leaked:secret', body: TINY_PNG });
    await fal.call('GET', String(json['file_url']), { key: 'leaked:secret' });
    expect(fal.books.violations).toMatchObject([
      { what: 'key-on-upload', method: 'PUT' },
      { what: 'key-on-media', method: 'GET' },
    ]);
    expect(JSON.stringify(fal.books)).not.toContain('leaked');
  });

  it('refuses an unknown upload URL, an initiate without a name, and a locked account', async () => {
    const fal = await openSimulator();
    expect((await fal.call('PUT', '/upload/abc', { key: null, body: TINY_PNG })).status).toBe(403);
    expect((await fal.call('POST', INITIATE, { body: { file_name: 'a.png' } })).status).toBe(422);
    expect((await fal.call('POST', INITIATE, { key: 'locked:1', body: hero })).status).toBe(403);
    expect((await fal.call('POST', INITIATE, { key: null, body: hero })).status).toBe(401);
  });
});

describe('media', () => {
  it('gives byte ranges', async () => {
    const fal = await openSimulator();
    const url = await fal.upload(Buffer.from('0123456789'));
    const part = (range: string) => fal.call('GET', url, { key: null, headers: { range } });
    expect(await part('bytes=2-4')).toMatchObject({
      status: 206,
      text: '234',
      headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3' },
    });
    expect(await part('bytes=7-')).toMatchObject({ status: 206, text: '789' });
    expect(await part('bytes=-2')).toMatchObject({ status: 206, text: '89' });
    expect(await part('bytes=8-99')).toMatchObject({ status: 206, text: '89' });
    expect(await part('bytes=10-')).toMatchObject({
      status: 416,
      headers: { 'content-range': 'bytes */10' },
    });
  });

  it('serves an empty file and a HEAD', async () => {
    const fal = await openSimulator();
    const empty = await fal.call('GET', await fal.upload(Buffer.alloc(0)), { key: null });
    expect([empty.status, empty.bytes.length]).toEqual([200, 0]);
    const head = await fal.call('HEAD', await fal.upload(), { key: null });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(TINY_PNG.length));
  });
});
