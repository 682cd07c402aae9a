import { beforeEach, describe, expect, it } from 'vitest';
import { falOn, hastyClock } from '../../../test/support/fal-on.ts';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';
import { type ScriptedAnswer } from '../../../test/support/scripted-server.ts';
import type { QueueStatus } from '../types.ts';

const STATUS = 'GET /fal-ai/veo3/requests/r1/status';
const STREAM = `${STATUS}/stream`;
const clock = hastyClock();
const { server, fal } = await scriptedFal({ clock, pollMs: { first: 1_000, most: 5_000 } });
const handle = fal.handleFor('fal-ai/veo3', 'r1');

beforeEach(() => void clock.slept.splice(0));

const queued = (queue_position: number) => ({ status: 'IN_QUEUE', queue_position });
const running = { status: 'IN_PROGRESS', logs: null };
const completed = { status: 'COMPLETED', metrics: { inference_time: 2 } };
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const stream = (pieces: string[], more: ScriptedAnswer = {}): ScriptedAnswer => ({
  headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  pieces,
  ...more,
});
const polls = (...bodies: object[]): ScriptedAnswer[] => bodies.map((body) => ({ status: 202, body }));

async function watched(signal?: AbortSignal): Promise<string[]> {
  const states: string[] = [];
  const words = ({ state, queue_position }: QueueStatus) =>
    `${state}${queue_position === null ? '' : ` ${queue_position}`}`;
  const options = signal === undefined ? { logs: true } : { logs: true, signal };
  for await (const status of fal.watch(handle, options)) states.push(words(status));
  return states;
}

describe('watching by the stream', () => {
  it('yields each change until COMPLETED, and nothing twice', async () => {
    const pieces = [queued(2), queued(2), queued(0), running, running, completed, running].map(event);
    server.on(STREAM, stream(pieces));
    expect(await watched()).toEqual(['IN_QUEUE 2', 'IN_QUEUE 0', 'IN_PROGRESS', 'COMPLETED']);
    expect(server.requests.map(({ url }) => url)).toEqual(['/fal-ai/veo3/requests/r1/status/stream?logs=1']);
  });

  it('shows a job that goes back into the queue', async () => {
    server.on(STREAM, stream([queued(0), running, queued(1), running, completed].map(event)));
    expect(await watched()).toEqual(['IN_QUEUE 0', 'IN_PROGRESS', 'IN_QUEUE 1', 'IN_PROGRESS', 'COMPLETED']);
  });

  it('puts events together that come in pieces, beside comments and blanks', async () => {
    const bytes = Buffer.from(
      `: hello\n\n${event({ ...running, logs: [{ message: 'é' }] })}${event(completed)}`,
    );
    const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    server.on(STREAM, { ...stream([]), pieces });
    expect(await watched()).toEqual(['IN_PROGRESS', 'COMPLETED']);
  });

  it('tells each line of the logs once, whether they come singly or all again', async () => {
    const log = (...messages: string[]) => ({ ...running, logs: messages.map((message) => ({ message })) });
    server.on(STREAM, stream([log('a'), log('a'), log('a', 'b')].map(event)));
    server.on(STATUS, ...polls(log('a', 'b'), log('a', 'b', 'c'), completed));
    const lines: string[][] = [];
    for await (const { logs } of fal.watch(handle)) lines.push(logs.map(({ message }) => message));
    expect(lines).toEqual([['a'], ['b'], ['c'], []]);
  });
});

describe('watching falls back to polling', () => {
  it.each<[string, ScriptedAnswer]>([
    ['there is no stream', { status: 404 }],
    ['the stream is refused', { status: 405, body: { detail: 'Method Not Allowed' } }],
    ['something else answers', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['it ends early', stream([event(running)])],
    ['it breaks', { ...stream([event(running)]), hang: true, destroy: 'after-reading' }],
    ['it sends half a JSON', stream([event(running), 'data: {"status":"COMPL\n\n', event(completed)])],
    ['it sends an unknown word', stream([event(running), event({ status: 'PAUSED' }), event(completed)])],
  ])('when %s', async (_, answer) => {
    server.on(STREAM, answer).on(STATUS, ...polls(running, completed));
    expect(await watched()).toEqual(['IN_PROGRESS', 'COMPLETED']);
    expect(server.seen(STATUS)).toHaveLength(2);
  });

  it.each<[string, ScriptedAnswer]>([
    ['falls silent', stream([event(running)], { hang: true })],
    ['never begins', { afterMs: 2_000 }],
  ])('when it %s', async (_, answer) => {
    const impatient = falOn(server.origin, { clock, timeouts: { streamIdle: 100 } });
    server.on(STREAM, answer).on(STATUS, ...polls(running, completed));
    const states = [];
    for await (const { state } of impatient.watch(handle)) states.push(state);
    expect(states).toEqual(['IN_PROGRESS', 'COMPLETED']);
    await impatient.close();
  });

  it('with pauses that grow up to the longest, and yields only what changed', async () => {
    server.on(STREAM, { status: 404 });
    server.on(
      STATUS,
      ...polls(queued(1), queued(1), queued(0), running, running, running, queued(0), completed),
    );
    expect(await watched()).toEqual(['IN_QUEUE 1', 'IN_QUEUE 0', 'IN_PROGRESS', 'IN_QUEUE 0', 'COMPLETED']);
    expect(clock.slept).toEqual([1000, 1500, 2250, 3375, 5000, 5000, 5000]);
  });

  it('and bears unknown words and bad answers for a while', async () => {
    server.on(STREAM, { status: 404 });
    const odd = { body: { status: 'PAUSED' } };
    server.on(STATUS, odd, odd, ...polls(running), odd, odd, odd, odd, ...polls(completed));
    expect(await watched()).toEqual(['IN_PROGRESS', 'COMPLETED']);
  });

  it('and gives up after several in a row', async () => {
    server.on(STREAM, { status: 404 }).on(STATUS, { body: { status: 'PAUSED' } });
    await expect(watched()).rejects.toMatchObject({ code: 'UNKNOWN_STATUS' });
    expect(server.seen(STATUS)).toHaveLength(5);
  });

  it('and ends at once for what does not pass', async () => {
    server.on(STREAM, { status: 401 }).on(STATUS, { status: 401, body: { detail: 'no' } });
    await expect(watched()).rejects.toMatchObject({ code: 'BAD_KEY' });
    expect(server.seen(STATUS)).toHaveLength(1);
  });
});

describe('an abort', () => {
  const reason = new Error('enough waited');

  it.each<[string, ScriptedAnswer, ScriptedAnswer]>([
    ['while the stream is open', stream([event(running)], { hang: true }), {}],
    ['before the stream is open', { afterMs: 2_000 }, {}],
    ['while a poll is open', { status: 404 }, { afterMs: 2_000 }],
  ])('ends the watching with its reason, %s, and cancels nothing', async (_, streamed, polled) => {
    server.on(STREAM, streamed).on(STATUS, polled);
    const abort = new AbortController();
    setTimeout(() => abort.abort(reason), 50);
    await expect(watched(abort.signal)).rejects.toBe(reason);
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('between two polls ends it too', async () => {
    const abort = new AbortController();
    server.on(STREAM, { status: 404 }).on(STATUS, () => {
      setImmediate(() => abort.abort(reason));
      return { body: running };
    });
    await expect(watched(abort.signal)).rejects.toBe(reason);
  });

  it('that came before asks nothing', async () => {
    await expect(watched(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

it('a watcher that leaves closes the stream', async () => {
  server.on(STREAM, stream([event(running)], { hang: true }));
  for await (const status of fal.watch(handle)) {
    expect(status.state).toBe('IN_PROGRESS');
    break;
  }
  expect(server.seen(STATUS)).toEqual([]);
});
