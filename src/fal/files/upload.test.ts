import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { falOn, hostsOn, TEST_KEY } from '../../../test/support/fal-on.ts';
import { type ScriptedAnswer, ScriptedServer } from '../../../test/support/scripted-server.ts';
import { sha256 } from '../../util/hash.ts';
import type { Fal, UploadedFile } from '../types.ts';

const INITIATE = 'POST /storage/upload/initiate';
const IN_PARTS = 'POST /storage/upload/initiate-multipart';
const PICTURE = Buffer.from('a picture, more or less');
let server: ScriptedServer;
let fal: Fal;
let folder: string;
let picture: string;

beforeAll(async () => {
  server = await ScriptedServer.start();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-upload-'));
  picture = join(folder, 'my private holiday.png');
  await writeFile(picture, PICTURE);
  server.requests.length = 0;
  const place = {
    upload_url: `${server.origin}/put/1?signature=s`,
    file_url: `${server.origin}/files/1.png`,
  };
  server.on(INITIATE, { body: place }).on(IN_PARTS, { body: place }).on('PUT /put/1', {});
  fal = falOn(server.origin, { limits: { multipartAbove: 100, part: 40 } });
  return async () => {
    await fal.close();
    await rm(folder, { recursive: true });
  };
});
afterAll(() => server.close());

describe('an upload', () => {
  it('asks for a place, puts the bytes there, and gives the URL for models', async () => {
    expect(await fal.upload(picture, 'image/png')).toEqual({
      url: `${server.origin}/files/1.png`,
      sha256: sha256(PICTURE),
      bytes: PICTURE.length,
      content_type: 'image/png',
    });
    const [asked, put] = server.requests;
    expect(asked).toMatchObject({ url: '/storage/upload/initiate?storage_type=fal-cdn-v3' });
    expect(asked?.headers.authorization).toBe(`Key ${TEST_KEY}`);
    expect(put).toMatchObject({ method: 'PUT', url: '/put/1?signature=s', bytes: PICTURE });
    expect(put?.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(PICTURE.length),
    });
  });

  it('does not carry the key to the storage, nor the name of the file to fal', async () => {
    await fal.upload(picture, 'image/svg+xml');
    expect(server.seen('PUT /put/1')[0]?.headers.authorization).toBeUndefined();
    expect(JSON.parse(server.seen(INITIATE)[0]?.body ?? '')).toEqual({
      content_type: 'image/svg+xml',
      file_name: `${sha256(PICTURE).slice(0, 16)}.svg`,
    });
  });

  it('asks the memory that it is given, and trusts it only for this wire', async () => {
    const known: UploadedFile = {
      url: `${server.origin}/files/known.png`,
      sha256: sha256(PICTURE),
      bytes: PICTURE.length,
      content_type: 'image/png',
    };
    const kept: UploadedFile[] = [];
    const memory = (url: string) => ({
      get: (hash: string) => Promise.resolve(hash === known.sha256 ? { ...known, url } : null),
      put: (file: UploadedFile) => Promise.resolve(void kept.push(file)),
    });
    const knowing = falOn(server.origin, { uploads: memory(known.url) });
    expect(await knowing.upload(picture, 'image/png')).toEqual(known);
    expect(server.requests).toEqual([]);
    const mistaken = falOn(server.origin, { uploads: memory('https://v3.fal.media/files/real.png') });
    expect((await mistaken.upload(picture, 'image/png')).url).toBe(`${server.origin}/files/1.png`);
    expect(kept).toMatchObject([{ url: `${server.origin}/files/1.png` }]);
    await Promise.all([knowing.close(), mistaken.close()]);
  });

  it('is tried again after what passes: it costs nothing', async () => {
    server.on('PUT /put/1', { destroy: 'before-reading' }, { status: 503 }, {});
    await fal.upload(picture, 'image/png');
    expect(server.seen('PUT /put/1').map(({ bytes }) => bytes.length)).toEqual([
      0,
      PICTURE.length,
      PICTURE.length,
    ]);
  });

  it('tells how far it is', async () => {
    const seen: [number, number][] = [];
    await fal.upload(picture, 'image/png', { onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect(seen.at(-1)).toEqual([PICTURE.length, PICTURE.length]);
  });

  it.each<[string, ScriptedAnswer, string]>([
    [
      'a locked account',
      { status: 403, body: { detail: 'User is locked. Reason: Exhausted balance.' } },
      'ACCOUNT_LOCKED',
    ],
    ['a place without a URL', { body: { file_url: 'https://x.example/a' } }, 'BAD_UPLOAD_URL'],
    [
      'a place elsewhere',
      { body: { upload_url: 'https://x.example/a', file_url: 'https://x.example/a' } },
      'BAD_UPLOAD_URL',
    ],
    ['a web page', { body: '<html>' }, 'BAD_ANSWER'],
  ])('ends with its own error for %s', async (_, answer, code) => {
    server.on(INITIATE, answer);
    await expect(fal.upload(picture, 'image/png')).rejects.toMatchObject({ code, retrySafe: true });
    expect(server.seen('PUT /put/1')).toEqual([]);
  });

  it('is not remembered when the storage refused it', async () => {
    server.on('PUT /put/1', { status: 403 }, {});
    await expect(fal.upload(picture, 'image/png')).rejects.toMatchObject({
      code: 'UPLOAD_REFUSED',
      status: 403,
    });
    await fal.upload(picture, 'image/png');
    expect(server.seen(INITIATE)).toHaveLength(2);
  });

  it('follows no redirect with the bytes', async () => {
    server.on('PUT /put/1', { status: 307, headers: { location: '/elsewhere' } });
    await expect(fal.upload(picture, 'image/png')).rejects.toMatchObject({ code: 'UPLOAD_REFUSED' });
    expect(server.seen('PUT /elsewhere')).toEqual([]);
  });

  it.each(['missing.png', '.', 'empty.png'])('of %s is the mistake of the caller', async (name) => {
    await writeFile(join(folder, 'empty.png'), '');
    await expect(fal.upload(join(folder, name), 'image/png')).rejects.toMatchObject({
      fault: 'input',
      code: 'BAD_UPLOAD_FILE',
    });
    expect(server.requests).toEqual([]);
  });

  it('ends with the reason of an abort', async () => {
    const reason = new Error('the user left');
    const abort = new AbortController();
    server.on('PUT /put/1', { afterMs: 2_000 });
    setTimeout(() => abort.abort(reason), 50);
    await expect(fal.upload(picture, 'image/png', { signal: abort.signal })).rejects.toBe(reason);
  });

  it('goes over TLS on a real wire, wherever fal keeps its storage', async () => {
    const hosts = { ...hostsOn(server.origin), simulated: false };
    const real = falOn(server.origin, { hosts });
    // The place is http here, which fal would never name.
    await expect(real.upload(picture, 'image/png')).rejects.toMatchObject({ code: 'BAD_UPLOAD_URL' });
    await real.close();
  });
});

describe('a large file', () => {
  const LARGE = Buffer.from(Array.from({ length: 105 }, (_, index) => index));

  beforeEach(async () => {
    await writeFile(picture, LARGE);
    for (const part of [1, 2, 3])
      server.on(`PUT /put/1/${part}`, { body: { partNumber: part, etag: `e${part}` } });
    server.on('POST /put/1/complete', {});
  });

  it('goes up in parts, which are then put together', async () => {
    const seen: number[] = [];
    const uploaded = await fal.upload(picture, 'video/mp4', { onProgress: (bytes) => seen.push(bytes) });
    expect(uploaded).toMatchObject({
      url: `${server.origin}/files/1.png`,
      bytes: 105,
      sha256: sha256(LARGE),
    });
    const puts = server.requests.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ url }) => url)).toEqual([1, 2, 3].map((part) => `/put/1/${part}?signature=s`));
    expect(Buffer.concat(puts.map(({ bytes }) => bytes)).equals(LARGE)).toBe(true);
    const complete = server.requests.at(-1);
    expect(complete).toMatchObject({ method: 'POST', url: '/put/1/complete?signature=s' });
    expect(JSON.parse(complete?.body ?? '')).toEqual({
      parts: [1, 2, 3].map((partNumber) => ({ partNumber, etag: `e${partNumber}` })),
    });
    expect(server.requests.slice(1).map(({ headers }) => headers.authorization)).toEqual(
      Array(4).fill(undefined),
    );
    expect(seen.at(-1)).toBe(105);
  });

  it('has three tries for each part', async () => {
    server.on(
      'PUT /put/1/2',
      { destroy: 'after-reading' },
      { status: 500 },
      { body: { partNumber: 2, etag: 'late' } },
    );
    await fal.upload(picture, 'video/mp4');
    expect(server.requests.at(-1)?.body).toContain('late');
    server.on('PUT /put/1/2', { status: 500 });
    await writeFile(picture, Buffer.concat([LARGE, LARGE]));
    await expect(fal.upload(picture, 'video/mp4')).rejects.toMatchObject({
      code: 'UPLOAD_REFUSED',
      temporary: true,
    });
  });

  it('is not put together from parts without an etag', async () => {
    server.on('PUT /put/1/3', { body: '' });
    await expect(fal.upload(picture, 'video/mp4')).rejects.toMatchObject({ code: 'BAD_ANSWER' });
    expect(server.seen('POST /put/1/complete')).toEqual([]);
  });
});
