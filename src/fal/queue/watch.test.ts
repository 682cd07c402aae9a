import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { falOn, hastyClock } from '../../../test/support/fal-on.ts';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';
import { type ScriptedAnswer } from '../../../test/support/scripted-server.ts';
import type { FalWithSubmit, QueueStatus } from '../types.ts';
import { TIMEOUTS } from '../wire.ts';

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

describe('watching by polls beside the stream', () => {
  /** One that waits no longer for the first word of a stream, and one for each word after it. */
  const [soon, often] = [{ streamFirst: 30 }, { streamIdle: 30 }].map((timeouts) =>
    falOn(server.origin, { clock, timeouts }),
  ) as [FalWithSubmit, FalWithSubmit];
  afterAll(() => Promise.all([soon.close(), often.close()]));
  const statesOf = async (impatient = soon) => {
    const states = [];
    for await (const { state } of impatient.watch(handle)) states.push(state);
    return states;
  };
  /** Says what it says as soon as so many polls were answered. */
  async function* afterPolls(count: number, ...said: object[]) {
    while (server.seen(STATUS).length < count) await new Promise(setImmediate);
    yield* said.map(event);
  }

  async function* quietThenBack() {
    yield event(running);
    yield* afterPolls(1, queued(0), completed);
  }

  it('takes whichever tells first, while the stream stays open', async () => {
    server.on(STREAM, stream([], { pieces: afterPolls(3, completed) }));
    server.on(STATUS, ...polls(queued(0), running));
    expect(await statesOf()).toEqual(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
    expect(server.seen(STREAM)).toHaveLength(1);
  });

  it('needs no answer to the stream at all', async () => {
    server.on(STREAM, { afterMs: 10_000 }).on(STATUS, ...polls(queued(0), running, completed));
    expect(await statesOf()).toEqual(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
  });

  it('is not turned back by what was held back on the way', async () => {
    server.on(STREAM, stream([], { pieces: afterPolls(2, queued(3), queued(0), running) }));
    server.on(STATUS, ...polls(running, running, running, running, completed));
    expect(await statesOf()).toEqual(['IN_PROGRESS', 'COMPLETED']);
  });

  it('is turned back by a stream that is only quiet, when fal puts the job back into its queue', async () => {
    server.on(STREAM, stream([], { pieces: quietThenBack() }));
    server.on(STATUS, ...polls(running));
    expect(await statesOf(often)).toEqual(['IN_PROGRESS', 'IN_QUEUE', 'COMPLETED']);
  });
  it('asks a stream that is only quiet less and less often, and one that kept something to itself as often as any', async () => {
    server.on(STREAM, stream([event(queued(0))], { hang: true }));
    server.on(STATUS, ...polls(queued(0), queued(0), running, running, completed));
    const before = Date.now();
    expect(await statesOf(often)).toEqual(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
    // 30, 60 and 120 ms of silence: less cannot have passed, however slow the machine is.
    expect(Date.now() - before).toBeGreaterThanOrEqual(200);
    expect(server.seen(STATUS)).toHaveLength(5);
  });

  it('says what hinders the polls, since the stream says nothing', async () => {
    server.on(STREAM, stream([], { hang: true })).on(STATUS, { status: 401, body: { detail: 'no' } });
    await expect(statesOf()).rejects.toMatchObject({ code: 'BAD_KEY' });
  });

  it('begins after two seconds', () => expect(TIMEOUTS.streamFirst).toBe(2_000));
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

it('so many requests are followed by streams, the others by polls, and a stream that ends makes room for the next', async () => {
  const few = falOn(server.origin, { clock, limits: { streams: 2 } });
  try {
    server.on(STREAM, stream([event(running)], { hang: true }));
    server.on(STATUS, ...polls(running));
    const watch = () => few.watch(handle)[Symbol.asyncIterator]();
    const watching = [watch(), watch(), watch()];
    const [first, second] = watching;
    for (const one of watching) expect((await one.next()).value).toMatchObject({ state: 'IN_PROGRESS' });
    expect([server.seen(STREAM).length, server.seen(STATUS).length]).toEqual([2, 1]);
    await first?.return?.();
    const another = watch();
    expect((await another.next()).value).toMatchObject({ state: 'IN_PROGRESS' });
    expect([server.seen(STREAM).length, server.seen(STATUS).length]).toEqual([3, 1]);
    for (const one of [second, watching[2], another]) await one?.return?.();
  } finally {
    await few.close();
  }
});
