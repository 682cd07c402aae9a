import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { falOn, hostsOn } from '../../../test/support/fal-on.ts';
import { type ScriptedAnswer, ScriptedServer } from '../../../test/support/scripted-server.ts';
import type { Clock } from '../../util/clock.ts';
import { sha256 } from '../../util/hash.ts';
import { FAL_HOSTS } from '../hosts.ts';
import type { DownloadRequest, Fal } from '../types.ts';

const CLIP = Buffer.concat([Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0', 'latin1'), Buffer.alloc(200_000, 7)]);
const CLIP_ANSWER: ScriptedAnswer = { headers: { 'content-type': 'text/plain' }, body: CLIP };
let server: ScriptedServer;
let elsewhere: ScriptedServer;
let fal: Fal;
let folder: string;

beforeAll(async () => {
  [server, elsewhere] = await Promise.all([ScriptedServer.start(), ScriptedServer.start()]);
  fal = falOn(server.origin);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-download-'));
  server.requests.length = 0;
  return () => rm(folder, { recursive: true });
});
afterAll(async () => {
  await fal.close();
  await Promise.all([server.close(), elsewhere.close()]);
});

async function downloadOf(answers: ScriptedAnswer[], more: Partial<DownloadRequest> = {}) {
  server.on('GET /files/a.mp4', ...answers);
  return await fal.download({
    url: `${server.origin}/files/a.mp4`,
    destination: join(folder, 'out/clip'),
    maxBytes: 1_000_000,
    ...more,
  });
}

const filesLeft = async () => (existsSync(join(folder, 'out')) ? await readdir(join(folder, 'out')) : []);

describe('a download', () => {
  it('ends whole on the disk, hashed, named by what it is and not by what the server says', async () => {
    expect(await downloadOf([CLIP_ANSWER])).toEqual({
      path: join(folder, 'out/clip.mp4'),
      bytes: CLIP.length,
      sha256: sha256(CLIP),
      content_type: 'video/mp4',
    });
    expect((await readFile(join(folder, 'out/clip.mp4'))).equals(CLIP)).toBe(true);
    expect(await filesLeft()).toEqual(['clip.mp4']);
  });

  it('never carries the key', async () => {
    server.on('GET /hop', { status: 302, headers: { location: '/files/a.mp4' } });
    await downloadOf([CLIP_ANSWER], { url: `${server.origin}/hop` });
    expect(server.requests).toHaveLength(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('tells how far it is', async () => {
    const seen: [number, number | null][] = [];
    await downloadOf([CLIP_ANSWER], { onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect(seen.at(-1)).toEqual([CLIP.length, CLIP.length]);
    await downloadOf([{ pieces: [CLIP] }], { onProgress: (bytes, total) => seen.push([bytes, total]) });
    expect(seen.at(-1)).toEqual([CLIP.length, null]);
  });

  it('takes the place of what a crash left behind', async () => {
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'out/clip.part'), Buffer.alloc(900_000, 1));
    expect(await downloadOf([CLIP_ANSWER])).toMatchObject({ bytes: CLIP.length, sha256: sha256(CLIP) });
    expect(await filesLeft()).toEqual(['clip.mp4']);
  });

  it('knows a kind that comes in very small pieces', async () => {
    const gif = Buffer.from('GIF89a-and-more');
    const pieces = Array.from(gif, (_, index) => gif.subarray(index, index + 1));
    expect(await downloadOf([{ pieces }])).toMatchObject({ content_type: 'image/gif', bytes: gif.length });
  });

  it.each<[string, ScriptedAnswer]>([
    ['a lost connection', { destroy: 'after-reading' }],
    ['half a file', { body: CLIP, destroy: 'mid-answer' }],
    [
      'an announced length that never comes',
      { pieces: [CLIP], headers: { 'content-length': '300000', connection: 'close' } },
    ],
    ['503', { status: 503 }],
    ['429', { status: 429 }],
    ['a web page', { body: '<html>Just a moment…</html>', headers: { 'content-type': 'video/mp4' } }],
    ['an empty file', { body: '' }],
  ])('begins again after %s', async (_, answer) => {
    expect(await downloadOf([answer, answer, CLIP_ANSWER])).toMatchObject({ sha256: sha256(CLIP) });
    expect(server.requests).toHaveLength(3);
  });

  it.each<[ScriptedAnswer, object]>([
    [{ status: 404 }, { code: 'MEDIA_GONE', temporary: false }],
    [{ status: 403 }, { code: 'MEDIA_REFUSED', temporary: false }],
    [{ status: 206, body: CLIP }, { code: 'MEDIA_REFUSED' }],
    [{ status: 503 }, { code: 'MEDIA_REFUSED', temporary: true }],
    [{ body: '<html></html>' }, { code: 'NOT_MEDIA', fault: 'service', temporary: true }],
    [{ body: { detail: 'expired' } }, { code: 'NOT_MEDIA' }],
    [
      { body: CLIP, destroy: 'mid-answer' },
      { code: 'CONNECTION_LOST', fault: 'network' },
    ],
    [
      { body: CLIP, headers: { 'content-length': '9000000' } },
      { code: 'MEDIA_TOO_LARGE', temporary: false },
    ],
    [
      { status: 302, headers: { location: 'https://v3.fal.media.evil.com/x.mp4' } },
      { code: 'BAD_MEDIA_URL' },
    ],
    [{ status: 302, headers: { location: 'http://[' } }, { code: 'BAD_MEDIA_URL' }],
    [{ status: 302, headers: { location: 'file:///etc/passwd' } }, { code: 'BAD_MEDIA_URL' }],
    [{ status: 302 }, { code: 'MEDIA_REFUSED' }],
  ])('that stays %j is an error, safe to repeat, and leaves nothing behind', async (answer, error) => {
    await expect(downloadOf([answer])).rejects.toMatchObject({ ...error, retrySafe: true });
    expect(await filesLeft()).toEqual([]);
  });

  it('is stopped at its limit, also without an announced length and without an end', async () => {
    const endless = function* () {
      yield CLIP;
      for (;;) yield Buffer.alloc(65_536);
    };
    await expect(downloadOf([{ pieces: endless() }])).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' });
    expect(server.requests).toHaveLength(1);
    expect(await filesLeft()).toEqual([]);
    expect(await downloadOf([CLIP_ANSWER], { maxBytes: CLIP.length })).toMatchObject({ bytes: CLIP.length });
    await expect(downloadOf([CLIP_ANSWER], { maxBytes: CLIP.length - 1 })).rejects.toMatchObject({
      code: 'MEDIA_TOO_LARGE',
    });
  });

  it('follows redirects among the media hosts, but not for ever', async () => {
    for (let hop = 1; hop <= 6; hop++) {
      server.on(`GET /hop-${hop}`, {
        status: 307,
        headers: { location: hop === 1 ? '/files/a.mp4' : `/hop-${hop - 1}` },
      });
    }
    expect(await downloadOf([CLIP_ANSWER], { url: `${server.origin}/hop-5` })).toMatchObject({
      bytes: CLIP.length,
    });
    await expect(downloadOf([CLIP_ANSWER], { url: `${server.origin}/hop-6` })).rejects.toMatchObject({
      code: 'TOO_MANY_REDIRECTS',
    });
  });

  it('does not follow a redirect to another host', async () => {
    elsewhere.on('GET /files/a.mp4', CLIP_ANSWER);
    const away = { status: 301, headers: { location: `${elsewhere.origin}/files/a.mp4` } };
    await expect(downloadOf([away])).rejects.toMatchObject({ code: 'BAD_MEDIA_URL' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('opens no http URL, and no host but those of fal, on a real wire', async () => {
    const real = falOn(server.origin, { hosts: { ...hostsOn(server.origin), simulated: false } });
    for (const url of [
      `${server.origin}/files/a.mp4`,
      'https://evilfal.media/a.mp4',
      'data:video/mp4;base64,AAAA',
    ]) {
      await expect(
        real.download({ url, destination: join(folder, 'out/x'), maxBytes: 1_000 }),
      ).rejects.toMatchObject({ code: 'BAD_MEDIA_URL', temporary: false });
    }
    expect(server.requests).toEqual([]);
    expect(FAL_HOSTS.media).toEqual(['fal.media', '.fal.media']);
    await real.close();
  });

  it('ends with the reason of an abort, and leaves nothing behind', async () => {
    const abort = new AbortController();
    const reason = new Error('the user left');
    const onProgress = () => abort.abort(reason);
    const hanging = { pieces: [CLIP], hang: true };
    await expect(downloadOf([hanging], { signal: abort.signal, onProgress })).rejects.toBe(reason);
    expect(await filesLeft()).toEqual([]);
  });

  it('that trickles is timed out like one that is silent, and says how much came; a slow one is waited for', async () => {
    const trickle = async function* () {
      for (let at = 0; at < CLIP.length; at += 10) {
        yield CLIP.subarray(at, at + 10);
        await setTimeout(20);
      }
    };
    const slow = async function* () {
      for (let at = 0; at < CLIP.length; at += 20_000) {
        yield CLIP.subarray(at, at + 20_000);
        await setTimeout(80);
      }
    };
    const strict = falOn(server.origin, { timeouts: { transferIdle: 200 }, limits: { least: 1_000 } });
    const patient = falOn(server.origin, { timeouts: { transferIdle: 500 }, limits: { least: 1_000 } });
    onTestFinished(async () => void (await Promise.all([strict.close(), patient.close()])));
    const file = { url: `${server.origin}/files/a.mp4`, destination: join(folder, 'out/clip') };
    const of = (pieces: () => AsyncIterable<Buffer>, by: Fal) => {
      server.on('GET /files/a.mp4', () => ({ pieces: pieces() }));
      return by.download({ ...file, maxBytes: 1_000_000 });
    };
    await expect(of(trickle, strict)).rejects.toMatchObject({
      code: 'TIMED_OUT',
      temporary: true,
      message: expect.stringMatching(/only \d+ bytes more within 200 ms/),
    });
    expect(server.requests).toHaveLength(5);
    expect(await filesLeft()).toEqual([]);
    expect(await of(slow, patient)).toMatchObject({ bytes: CLIP.length });
    server.on('GET /files/a.mp4', { pieces: [CLIP.subarray(0, 300)], hang: true });
    await expect(strict.download({ ...file, maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      message: expect.stringContaining('nothing more within 200 ms, 300 bytes had come'),
    });
  });

  it('that is not at its end after the whole time is left to a later round', async () => {
    const strict = falOn(server.origin, { timeouts: { transfer: 100 } });
    onTestFinished(() => strict.close());
    server.on('GET /files/a.mp4', { pieces: [CLIP], hang: true });
    const file = { url: `${server.origin}/files/a.mp4`, destination: join(folder, 'out/clip') };
    await expect(strict.download({ ...file, maxBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      temporary: true,
      message: expect.stringContaining('no end within 100 ms'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('waits while as many as are allowed are at it, and leaves the line when it is given up', async () => {
    const few = falOn(server.origin, { limits: { downloads: 2 } });
    onTestFinished(() => few.close());
    const begin = (name: string, signal?: AbortSignal) =>
      few.download({
        url: `${server.origin}/files/${name}.mp4`,
        destination: join(folder, 'out', name),
        maxBytes: 1_000_000,
        ...(signal === undefined ? {} : { signal }),
      });
    const [first, leaving] = [new AbortController(), new AbortController()];
    const reason = new Error('the user left');
    for (const name of ['a', 'b']) server.on(`GET /files/${name}.mp4`, { pieces: [CLIP], hang: true });
    for (const name of ['c', 'd']) server.on(`GET /files/${name}.mp4`, CLIP_ANSWER);
    const hanging = begin('a', first.signal);
    const other = begin('b', first.signal);
    await expect.poll(() => server.requests.length).toBe(2);
    const left = begin('c', leaving.signal);
    const waiting = begin('d');
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    first.abort(reason);
    await expect(Promise.all([hanging, other])).rejects.toBe(reason);
    expect(await waiting).toMatchObject({ bytes: CLIP.length });
    expect(server.requests.map(({ path }) => path)).not.toContain('/files/c.mp4');
  });

  it('that fails leaves its slot to others before it is tried again', async () => {
    const waits = new Map<number, () => void>();
    const clock: Clock = {
      now: () => new Date(),
      sleep: (ms) => new Promise((resolve) => waits.set(ms, resolve)),
    };
    const one = falOn(server.origin, { limits: { downloads: 1 }, clock });
    onTestFinished(() => one.close());
    const begin = (name: string) =>
      one.download({
        url: `${server.origin}/files/${name}.mp4`,
        destination: join(folder, 'out', name),
        maxBytes: 1_000_000,
      });
    server.on('GET /files/a.mp4', { status: 503 }, CLIP_ANSWER).on('GET /files/b.mp4', CLIP_ANSWER);
    const again = begin('a');
    await expect.poll(() => waits.size).toBe(1);
    expect(await begin('b')).toMatchObject({ bytes: CLIP.length });
    for (const wake of waits.values()) wake();
    expect(await again).toMatchObject({ bytes: CLIP.length });
  });

  it('that the disk does not take is no failure of the network', async () => {
    await writeFile(join(folder, 'out'), 'a file where the folder should be');
    await expect(downloadOf([CLIP_ANSWER])).rejects.toMatchObject({ code: 'EEXIST' });
    expect(server.requests).toEqual([]);
  });
});
