import { describe, expect, it } from 'vitest';
import { TEST_KEY } from '../../../test/support/fal-on.ts';
import { scriptedFal } from '../../../test/support/scripted-fal.ts';

const HISTORY = 'GET /v1/models/requests/by-endpoint';
const WINDOW = { start: '2026-11-20T11:00:00Z', end: '2026-11-20T13:00:00Z' };
const { server, fal } = await scriptedFal();

const row = (request_id: string, minute: number, more: object = {}) => ({
  request_id,
  endpoint_id: 'fal-ai/veo3',
  sent_at: `2026-11-20T12:${String(minute).padStart(2, '0')}:00Z`,
  started_at: null,
  ended_at: '2026-11-20T12:30:00Z',
  status_code: 200,
  duration: 9,
  json_input: { prompt: request_id },
  ...more,
});

describe('the request history', () => {
  it('asks for the inputs of one endpoint in the window', async () => {
    server.on(HISTORY, { body: { items: [row('r1', 1)], next_cursor: null, has_more: false } });
    expect(await fal.history('fal-ai/veo3', WINDOW)).toEqual([
      {
        request_id: 'r1',
        endpoint_id: 'fal-ai/veo3',
        sent_at: '2026-11-20T12:01:00Z',
        ended_at: '2026-11-20T12:30:00Z',
        status_code: 200,
        json_input: { prompt: 'r1' },
      },
    ]);
    const [seen] = server.requests;
    expect(Object.fromEntries(new URL(seen?.url ?? '', server.origin).searchParams)).toEqual({
      endpoint_id: 'fal-ai/veo3',
      ...WINDOW,
      limit: '100',
      expand: 'payloads',
    });
    expect(seen?.headers.authorization).toBe(`Key ${TEST_KEY}`);
  });

  it('is read to its last page, newest first, each request once', async () => {
    server.on(
      HISTORY,
      { body: { items: [row('a', 3), row('b', 9)], next_cursor: 'p2', has_more: true } },
      { body: { items: [row('b', 9), row('c', 5)], next_cursor: 'p3' } },
      { body: { items: [], next_cursor: null, has_more: false } },
    );
    const found = await fal.history('fal-ai/veo3', WINDOW);
    expect(found.map(({ request_id }) => request_id)).toEqual(['b', 'c', 'a']);
    expect(server.requests.map(({ url }) => new URL(url, server.origin).searchParams.get('cursor'))).toEqual([
      null,
      'p2',
      'p3',
    ]);
  });

  it('ends where the paging turns in a circle', async () => {
    server.on(HISTORY, { body: { items: [row('a', 1)], next_cursor: 'again', has_more: true } });
    expect(await fal.history('fal-ai/veo3', WINDOW)).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('bears rows with less: no input kept, input as a text, no id', async () => {
    const items = [
      row('bare', 2, { json_input: undefined, ended_at: null, status_code: null }),
      row('text', 1, { json_input: '{"seed":0}' }),
      { sent_at: '2026-11-20T12:00:00Z' },
      null,
    ];
    server.on(HISTORY, { body: { items } });
    expect(await fal.history('fal-ai/veo3', WINDOW)).toMatchObject([
      { request_id: 'bare', json_input: null, ended_at: null, status_code: null },
      { request_id: 'text', json_input: { seed: 0 } },
    ]);
  });

  it.each([
    [
      { status: 403, body: { error: { type: 'authorization_error', message: 'Missing permission' } } },
      'account',
      'MISSING_PERMISSION',
    ],
    [{ status: 401, body: { error: { type: 'authorization_error', message: 'no' } } }, 'account', 'BAD_KEY'],
    [{ status: 429, body: { error: { type: 'rate_limited', message: 'slow' } } }, 'service', 'RATE_LIMITED'],
    [{ body: { rows: [] } }, 'service', 'BAD_ANSWER'],
    [{ body: '<html>' }, 'service', 'BAD_ANSWER'],
  ])('that is not to be had is an error, never an empty list: %j', async (answer, fault, code) => {
    server.on(HISTORY, answer);
    await expect(fal.history('fal-ai/veo3', WINDOW)).rejects.toMatchObject({ fault, code });
  });
});
