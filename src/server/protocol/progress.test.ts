import type { ServerContext } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { progressOf } from './progress.ts';

interface Sent {
  params: { progressToken: string; progress: number; message: string };
}

/** A request as the SDK hands it over, as far as progress looks at it. */
function request(token: string | undefined, signal = new AbortController().signal) {
  const sent: Sent[] = [];
  const mcpReq = {
    _meta: token === undefined ? undefined : { progressToken: token },
    signal,
    notify: (one: Sent) => {
      sent.push(one);
      return Promise.reject(new Error('the client is gone'));
    },
  };
  return { sent, progress: progressOf({ mcpReq } as unknown as ServerContext) };
}

describe('progress', () => {
  it('is sent in words with numbers that only grow, also when a job goes back into the queue', () => {
    const { sent, progress } = request('t1');
    progress(2, '3 ahead in the queue');
    progress(3, 'being made');
    progress(2, 'in the queue');
    progress(3, 'being made');
    expect(sent.map(({ params }) => params.message)).toEqual([
      '3 ahead in the queue',
      'being made',
      'in the queue',
      'being made',
    ]);
    const numbers = sent.map(({ params }) => params.progress);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(4);
    expect(sent[0]?.params.progressToken).toBe('t1');
  });

  it('is not sent to a client that gave no token', () => {
    const { sent, progress } = request(undefined);
    progress(1, 'being sent');
    expect(sent).toEqual([]);
  });

  it('ends with the request', () => {
    const cancelled = new AbortController();
    const { sent, progress } = request('t1', cancelled.signal);
    cancelled.abort();
    progress(1, 'being sent');
    expect(sent).toEqual([]);
  });
});
