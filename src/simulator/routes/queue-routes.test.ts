import { EventSourceParserStream } from 'eventsource-parser/stream';
import { describe, expect, it } from 'vitest';
import { heldRenderer } from '../../../test/support/fake-renderer.ts';
import {
  HAILUO,
  openSimulator,
  SEEDANCE,
  askStatus,
  submit,
  untilCompleted,
  untilState,
} from '../../../test/support/open-simulator.ts';
import { type Clock, systemClock } from '../../util/clock.ts';

describe('the id of a request', () => {
  it('is a UUID of version 7, which begins with the time', async () => {
    const fal = await openSimulator();
    const before = Date.now();
    const { json } = await submit(fal);
    const id = String(json['request_id']);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const at = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });
});

describe('the queue', () => {
  it('runs a job from the submit to its video', async () => {
    const fal = await openSimulator();
    const submitted = await submit(fal, { duration: '6' });
    expect(submitted.status).toBe(200);
    expect(submitted.json).toEqual({
      status: 'IN_QUEUE',
      request_id: submitted.headers['x-fal-request-id'],
      queue_position: expect.any(Number),
      response_url: `${fal.url}/fal-ai/minimax/requests/${id(submitted)}`,
      status_url: `${fal.url}/fal-ai/minimax/requests/${id(submitted)}/status`,
      cancel_url: `${fal.url}/fal-ai/minimax/requests/${id(submitted)}/cancel`,
    });

    const status = await untilCompleted(fal, submitted.json);
    expect(status.json).toMatchObject({
      status: 'COMPLETED',
      logs: null,
      metrics: { inference_time: expect.any(Number) },
    });
    expect(status.headers['x-fal-billable-units']).toBeUndefined();

    const result = await fal.call('GET', String(submitted.json['response_url']));
    expect(result.status).toBe(200);
    expect(result.headers).toMatchObject({
      'x-fal-request-id': id(submitted),
      'x-fal-billable-units': '6',
      'x-fal-served-from': 'simulator',
    });
    expect(result.json).toEqual({
      video: {
        url: expect.stringContaining(`${fal.url}/files/`),
        content_type: 'video/mp4',
        file_name: 'output.mp4',
        file_size: expect.any(Number),
      },
    });
    expect(fal.books.entry(id(submitted))).toMatchObject({
      billable_units: 6,
      micros: 270_000,
      http_status: 200,
    });
  });

  it('says 202 and keeps the result back with 400 while a job runs', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer });
    const { json } = await submit(fal);
    const status = await untilState(fal, json, 'IN_PROGRESS', '?logs=1');
    expect(status.status).toBe(202);
    expect(status.json['logs']).toEqual([expect.objectContaining({ level: 'INFO', source: 'USER' })]);
    const early = await fal.call('GET', String(json['response_url']));
    expect([early.status, early.json]).toEqual([400, { detail: 'Request is still in progress' }]);
    renderer.release();
    expect((await untilCompleted(fal, json)).status).toBe(200);
  });

  it('lets only as many jobs run as the account may', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer, accountLimit: 1 });
    const first = await submit(fal);
    const second = await submit(fal);
    const third = await submit(fal);
    await untilState(fal, first.json, 'IN_PROGRESS');
    const positions = [second, third].map(
      async ({ json }) => (await askStatus(fal, json)).json['queue_position'],
    );
    expect(await Promise.all(positions)).toEqual([0, 1]);
    renderer.release();
    await Promise.all([first, second, third].map(({ json }) => untilCompleted(fal, json)));
  });

  it('lets a fresh request see its position fall to 0', async () => {
    let now = 0;
    const clock: Clock = {
      now: () => new Date(now),
      sleep: (_, signal) => systemClock.sleep(3_600_000, signal),
    };
    const fal = await openSimulator({ pace: { queueMs: 900, workMs: 0 }, clock });
    const { json } = await submit(fal);
    const seen = [json['queue_position']];
    for (now of [299, 599, 899]) seen.push((await askStatus(fal, json)).json['queue_position']);
    expect(seen).toEqual([3, 2, 1, 0]);
  });

  it('refuses a submit when the queue is longer than the caller allows', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer, accountLimit: 1 });
    const [first] = [await submit(fal), await submit(fal), await submit(fal)];
    await untilState(fal, first.json, 'IN_PROGRESS');
    const refused = await submit(fal, {}, `/${HAILUO}?fal_max_queue_length=1`);
    expect(refused.status).toBe(429);
    expect(fal.books.accepted()).toHaveLength(3);
    renderer.release();
  });

  it('ends a job that did not start within the asked time as 504 of the user', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer, accountLimit: 1 });
    await submit(fal);
    const late = await submit(fal, {}, `/${HAILUO}`, { 'x-fal-request-timeout': '0.02' });
    await untilCompleted(fal, late.json);
    const result = await fal.call('GET', String(late.json['response_url']));
    expect(result.status).toBe(504);
    expect(result.headers['x-fal-request-timeout-type']).toBe('user');
    renderer.release();
  });

  it('streams each change once and ends after COMPLETED', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer });
    const { json } = await submit(fal);
    await untilState(fal, json, 'IN_PROGRESS');
    const events: unknown[] = [];
    for await (const event of stream(json)) {
      events.push(event);
      renderer.release();
    }
    expect(events).toEqual([
      expect.objectContaining({ status: 'IN_PROGRESS' }),
      expect.objectContaining({ status: 'COMPLETED' }),
    ]);
  });

  it('returns the seed where the model does: the given one, 0 included', async () => {
    const fal = await openSimulator();
    const { json } = await submit(fal, { seed: 0 }, `/${SEEDANCE}`);
    await untilCompleted(fal, json);
    const result = await fal.call('GET', String(json['response_url']));
    expect(result.json['seed']).toBe(0);
  });
});

describe('addresses', () => {
  it('answers 405 to a status under the full endpoint id, as reported for fal', async () => {
    const fal = await openSimulator();
    const { json } = await submit(fal);
    const path = `/${HAILUO}/requests/${String(json['request_id'])}/status`;
    expect((await fal.call('GET', path)).status).toBe(405);
  });

  it('answers 404 to an unknown request and to a request of another app', async () => {
    const fal = await openSimulator();
    const { json } = await submit(fal);
    const unknown = await fal.call('GET', '/fal-ai/minimax/requests/nobody/status');
    expect([unknown.status, unknown.json]).toEqual([404, { status: 'NOT_FOUND' }]);
    const foreign = await fal.call('GET', `/fal-ai/veo3.1/requests/${String(json['request_id'])}`);
    expect(foreign.status).toBe(404);
  });

  it('knows any plausible id of a known owner and no unknown owner', async () => {
    const fal = await openSimulator();
    const generic = await submit(fal, { duration: 3 }, '/xai/grok-imagine-video/image-to-video');
    expect(generic.status).toBe(200);
    expect(generic.json['status_url']).toContain('/xai/grok-imagine-video/requests/');
    const workflow = await submit(fal, {}, '/workflows/somebody/story/x');
    expect(workflow.json['status_url']).toContain('/workflows/somebody/story/requests/');
    expect((await submit(fal, {}, '/nobody/model/image-to-video')).status).toBe(404);
  });

  it('asks for a key, and refuses a bad one', async () => {
    const fal = await openSimulator();
    const body = { prompt: 'x', image_url: 'data:' };
    expect((await fal.call('POST', `/${HAILUO}`, { key: null, body })).status).toBe(401);
    expect((await fal.call('POST', `/${HAILUO}`, { key: 'bad', body })).status).toBe(401);
    const bearer = { authorization: 'Bearer test:secret' };
    expect((await fal.call('POST', `/${HAILUO}`, { key: null, headers: bearer, body })).status).toBe(401);
    expect(fal.books.accepted()).toHaveLength(0);
  });

  it('lets a locked account read, and nothing else', async () => {
    const fal = await openSimulator();
    const { json } = await submit(fal);
    const locked = await fal.call('POST', `/${HAILUO}`, { key: 'locked:1', body: {} });
    expect(locked.status).toBe(403);
    expect(locked.json['detail']).toContain('User is locked. Reason: Exhausted balance.');
    const read = await fal.call('GET', String(json['status_url']), { key: 'locked:1' });
    expect(read.status).toBeLessThan(300);
  });
});

describe('cancelling', () => {
  it('removes a queued job: it never runs and costs nothing', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer, accountLimit: 1 });
    const running = await submit(fal);
    const queued = await submit(fal);
    await untilState(fal, running.json, 'IN_PROGRESS');
    const answer = await fal.call('PUT', String(queued.json['cancel_url']));
    expect([answer.status, answer.json]).toEqual([200, { status: 'OK' }]);
    const after = await askStatus(fal, queued.json);
    expect(after.json).toMatchObject({ status: 'COMPLETED', error_type: 'client_cancelled' });
    expect((await fal.call('GET', String(queued.json['response_url']))).status).toBe(499);
    renderer.release();
    await untilCompleted(fal, running.json);
    expect(renderer.specs).toHaveLength(1);
    expect(fal.books.entry(id(queued))).toMatchObject({ removed: true, micros: 0 });
  });

  it('stops a running job in the reference dialect', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ renderer });
    const { json } = await submit(fal);
    await untilState(fal, json, 'IN_PROGRESS');
    const answer = await fal.call('PUT', String(json['cancel_url']));
    expect([answer.status, answer.json]).toEqual([202, { status: 'CANCELLATION_REQUESTED' }]);
    expect((await askStatus(fal, json)).json['error_type']).toBe('client_cancelled');
    const again = await fal.call('PUT', String(json['cancel_url']));
    expect([again.status, again.json]).toEqual([400, { status: 'ALREADY_COMPLETED' }]);
    renderer.release();
  });

  it('answers 404 for a request that it does not know', async () => {
    const fal = await openSimulator();
    const answer = await fal.call('PUT', '/fal-ai/minimax/requests/nobody/cancel');
    expect([answer.status, answer.json]).toEqual([404, { status: 'NOT_FOUND' }]);
  });
});

describe('the guide dialect', () => {
  it('uses full-id URLs and /response, says no status, 200 while pending, no metrics, numbers as text', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ dialect: 'guide', renderer });
    const { json } = await submit(fal);
    expect(json).not.toHaveProperty('status');
    expect(json['queue_position']).toEqual(expect.any(String));
    expect(json['response_url']).toMatch(new RegExp(`/${HAILUO}/requests/[^/]+/response$`));
    const running = await untilState(fal, json, 'IN_PROGRESS');
    expect([running.status, running.json['logs']]).toEqual([200, []]);
    renderer.release();
    expect((await untilCompleted(fal, json)).json).not.toHaveProperty('metrics');
    const result = await fal.call('GET', String(json['response_url']));
    expect(result.json['video']).toMatchObject({ file_name: null, file_size: null });
  });

  it('understands owner/app URLs as well', async () => {
    const fal = await openSimulator({ dialect: 'guide' });
    const { json } = await submit(fal);
    const short = await fal.call('GET', `/fal-ai/minimax/requests/${String(json['request_id'])}/status`);
    expect(short.status).toBe(200);
  });

  it('answers a cancel with success, lets a running job finish, and forgets a removed one', async () => {
    const renderer = heldRenderer();
    const fal = await openSimulator({ dialect: 'guide', renderer, accountLimit: 1 });
    const running = await submit(fal);
    const queued = await submit(fal);
    await untilState(fal, running.json, 'IN_PROGRESS');
    for (const { json } of [running, queued]) {
      const answer = await fal.call('PUT', String(json['cancel_url']));
      expect([answer.status, answer.json]).toEqual([200, { success: true }]);
    }
    expect((await askStatus(fal, queued.json)).status).toBe(404);
    renderer.release();
    expect((await untilCompleted(fal, running.json)).json).not.toHaveProperty('error');
    expect(fal.books.totalMicros()).toBe(270_000);
  });
});

describe('input that is refused', () => {
  it('comes back as 422 with a detail list, and is not accepted', async () => {
    const fal = await openSimulator();
    const answer = await fal.call('POST', `/${HAILUO}`, { body: { input: { prompt: 'wrapped' } } });
    expect(answer.status).toBe(422);
    expect(answer.json['detail']).toEqual([
      expect.objectContaining({ loc: ['body', 'prompt'], type: 'missing', msg: 'Field required' }),
      expect.objectContaining({ loc: ['body', 'image_url'], type: 'missing' }),
    ]);
    expect((await fal.call('POST', `/${HAILUO}`, { body: Buffer.from('{"prompt"') })).status).toBe(422);
    expect(fal.books.accepted()).toHaveLength(0);
  });

  it('shows a bad picture only on the result, unbilled', async () => {
    const fal = await openSimulator();
    const pictures = {
      'https://example.com/a.png': 'file_download_error',
      [`${fal.url}/files/nothing.png`]: 'file_download_error',
      [await fal.upload(Buffer.from('not a picture'))]: 'image_load_error',
      'data:image/png;base64,bm90IGEgcGljdHVyZQ==': 'image_load_error',
    };
    for (const [image_url, type] of Object.entries(pictures)) {
      const body = { prompt: 'x', image_url };
      const { json } = await fal.call('POST', `/${HAILUO}`, { body });
      expect((await untilCompleted(fal, json)).json['status']).toBe('COMPLETED');
      const result = await fal.call('GET', String(json['response_url']));
      expect(result.status).toBe(422);
      expect(result.json['detail']).toEqual([expect.objectContaining({ loc: ['body', 'image_url'], type })]);
      expect(result.headers['x-fal-billable-units']).toBe('0');
    }
    expect(fal.books.totalMicros()).toBe(0);
  });
});

const id = ({ json }: { json: Record<string, unknown> }) => String(json['request_id']);

async function* stream(handle: Record<string, unknown>) {
  const response = await fetch(`${String(handle['status_url'])}/stream?logs=1`, {
    headers: { authorization: 'Key test:secret' },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const text = response.body?.pipeThrough(new TextDecoderStream()) ?? new ReadableStream<string>();
  for await (const { data } of text.pipeThrough(new EventSourceParserStream())) {
    const event: unknown = JSON.parse(data);
    yield event;
  }
}
