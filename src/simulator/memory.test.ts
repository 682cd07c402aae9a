import { EventEmitter, once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeRenderer } from '../../test/support/fake-renderer.ts';
import { askResult, openSimulator, submit, untilCompleted } from '../../test/support/open-simulator.ts';

const lines = (folder: string) =>
  readFileSync(join(folder, 'books.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { event: string; request_id?: string });
const inBooks = (folder: string, event: string) => lines(folder).filter((line) => line.event === event);

it('a simulator that remembers gives a result that an earlier one made, its media under the new address', async () => {
  const first = await openSimulator({ remembers: true });
  const { json: handle } = await submit(first);
  await untilCompleted(first, handle);
  await first.close();
  const second = await openSimulator({ remembers: true, folder: first.folder });
  const path = new URL(String(handle['response_url'])).pathname;
  const { json } = await second.call('GET', path);
  const { url } = json['video'] as { url: string };
  expect(url.startsWith(second.url)).toBe(true);
  expect((await second.call('GET', url, { key: null })).bytes.length).toBeGreaterThan(0);
  expect(second.books.accepted()).toHaveLength(1);
  expect(inBooks(first.folder, 'accepted')).toHaveLength(1);
  expect(inBooks(first.folder, 'ended')).toHaveLength(1);
});

it('a job that was not done when its simulator died is done by the next one, and billed once', async () => {
  const first = await openSimulator({ remembers: true, pace: { queueMs: 0, workMs: 60_000 } });
  const { json: handle } = await submit(first);
  await first.close();
  const second = await openSimulator({ remembers: true, folder: first.folder });
  const moved = (name: string) => new URL(String(handle[name])).pathname;
  const now = { ...handle, status_url: moved('status_url'), response_url: moved('response_url') };
  await untilCompleted(second, now);
  expect((await askResult(second, now)).status).toBe(200);
  expect(inBooks(first.folder, 'accepted')).toHaveLength(1);
  expect(inBooks(first.folder, 'ended')).toHaveLength(1);
  expect(second.books.totalMicros()).toBeGreaterThan(0);
});

it('a render that the closing cut short is no end: the next simulator makes the clip', async () => {
  const events = new EventEmitter();
  const begun = once(events, 'begun');
  const render = async () => {
    events.emit('begun');
    await once(events, 'cut');
    throw new Error('SIGKILL');
  };
  const renderer = { ...fakeRenderer(), render };
  const first = await openSimulator({ remembers: true, renderer, pace: { queueMs: 0, workMs: 0 } });
  const { json: handle } = await submit(first);
  await begun;
  const closed = first.close();
  events.emit('cut');
  await closed;
  expect(inBooks(first.folder, 'ended')).toEqual([]);
  const second = await openSimulator({ remembers: true, folder: first.folder });
  const moved = (name: string) => new URL(String(handle[name])).pathname;
  const now = { ...handle, status_url: moved('status_url'), response_url: moved('response_url') };
  await untilCompleted(second, now);
  expect((await askResult(second, now)).status).toBe(200);
});

it('what a kill tore off is left out, and the rest is kept', async () => {
  const first = await openSimulator({ remembers: true });
  const { json: handle } = await submit(first);
  await untilCompleted(first, handle);
  await first.close();
  const path = join(first.folder, 'memory.jsonl');
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n{"event":"accepted","id":"to`);
  const second = await openSimulator({ remembers: true, folder: first.folder });
  expect(second.books.accepted()).toHaveLength(1);
});

it('a simulator that does not remember begins with nothing', async () => {
  const first = await openSimulator({ remembers: true });
  await submit(first);
  await first.close();
  const second = await openSimulator({ folder: first.folder });
  expect(second.books.accepted()).toEqual([]);
});
