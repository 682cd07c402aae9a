import { randomUUID } from 'node:crypto';
import { canonicalJson, sha256 } from '../../util/canonical-json.ts';
import { checkInput } from './check-input.ts';
import { appOf, requestUrls, spell } from '../dialect.ts';
import { type Exchange, header, objectBody, type Route, type World } from '../exchange.ts';
import { type Job, newJob, workSeconds } from '../job.ts';
import type { Arguments } from '../models/model-types.ts';
import { LOCKED } from '../faults/misbehave.ts';
import { detail, json, NOT_FOUND, type Reply } from '../reply.ts';

/** The queue, as on `queue.fal.run`. */
export const QUEUE_ROUTES: readonly Route[] = [
  route('GET', /^\/(?<app>.+)\/requests\/(?<id>[^/]+)\/status\/stream$/, 'stream', streamStatus),
  route('GET', /^\/(?<app>.+)\/requests\/(?<id>[^/]+)\/status$/, 'status', status),
  route('PUT', /^\/(?<app>.+)\/requests\/(?<id>[^/]+)\/cancel$/, 'cancel', cancel),
  route('GET', /^\/(?<app>.+)\/requests\/(?<id>[^/]+)(?<suffix>\/response)?$/, 'result', result),
  {
    method: 'POST',
    path: /^\/(?<endpoint>[^/]+(?:\/[^/]+)+)$/,
    access: 'key',
    call: 'submit',
    handle: submit,
  },
];

type RequestHandler = (job: Job, exchange: Exchange, world: World) => Reply;

/** A call about one request: 405 and 404 are answered here. */
function route(
  method: Route['method'],
  path: RegExp,
  call: NonNullable<Route['call']>,
  handle: RequestHandler,
): Route {
  return {
    method,
    path,
    access: 'key',
    call,
    handle: (exchange, world) => {
      const { app = '', id = '', suffix } = exchange.params;
      const { fullIdUrls } = world.dialect;
      // Reported for status URLs that carry the model's subpath (fal-ai/fal #439).
      if (!fullIdUrls && app !== appOf(app)) return detail(405, 'Method Not Allowed');
      const job = world.queue.find(id);
      if (job === null || (suffix !== undefined && !fullIdUrls)) return NOT_FOUND;
      const { endpoint_id } = job.model;
      const known = app === appOf(endpoint_id) || app === endpoint_id;
      return known ? handle(job, exchange, world) : NOT_FOUND;
    },
  };
}

function submit(exchange: Exchange, world: World): Reply {
  const { params, url, keyholder, faults } = exchange;
  if (keyholder === 'locked') return LOCKED;
  const model = world.models.find(params['endpoint'] ?? '');
  if (model === null) return detail(404, `Application '${params['endpoint'] ?? ''}' not found`);
  const limit = url.searchParams.get('fal_max_queue_length');
  if (limit !== null && world.queue.waiting > Number(limit)) return detail(429, 'The queue is too long');
  const input = objectBody(exchange);
  if (input === null) {
    const problem = { loc: ['body'], msg: 'Input should be a valid dictionary', type: 'dict_type' };
    return detail(422, [problem]);
  }
  const problems = checkInput(model, input);
  if (problems.length > 0) return detail(422, problems);

  const job = newJob({
    id: randomUUID(),
    model,
    input,
    storeIo: header(exchange, 'x-fal-store-io') !== '0',
    faults,
    acceptedAt: world.clock.now(),
    startWithinMs: startWithinMs(header(exchange, 'x-fal-request-timeout')),
  });
  world.memory?.accepted(job, inputHash(input));
  world.books.recordAccepted(job, inputHash(input));
  world.queue.accept(job);
  const urls = requestUrls(world.dialect, world.origin, model.endpoint_id, job.id);
  const body = {
    ...(world.dialect.submitSaysStatus ? { status: 'IN_QUEUE' } : {}),
    request_id: job.id,
    ...urls,
    queue_position: spell(world.dialect, world.queue.position(job)),
  };
  return json(200, body, requestHeaders(job));
}

const DAY_SECONDS = 86_400;

/** Seconds as a header says them; what is no number of seconds sets no limit. */
function startWithinMs(seconds: string | null): number | null {
  const asked = Number(seconds);
  return asked > 0 ? 1000 * Math.min(asked, DAY_SECONDS) : null;
}

const inputHash = (input: Arguments) => sha256(canonicalJson(input));

function status(job: Job, { url }: Exchange, world: World): Reply {
  if (isGone(job, world)) return NOT_FOUND;
  const pending = job.state !== 'ended';
  const body = statusBody(job, world, url.searchParams.get('logs') === '1');
  return json(pending ? world.dialect.pendingHttpStatus : 200, body, requestHeaders(job));
}

function streamStatus(job: Job, { url }: Exchange, world: World): Reply {
  if (isGone(job, world)) return NOT_FOUND;
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...requestHeaders(job) },
    chunks: statusEvents(job, world, url.searchParams.get('logs') === '1'),
  };
}

/** How often a waiting position is looked at again; everything else wakes the stream at once. */
const STREAM_BEAT_MS = 250;

/** One event for each change, until COMPLETED. */
async function* statusEvents(job: Job, world: World, withLogs: boolean): AsyncGenerator<string> {
  let last = '';
  while (!world.signal.aborted) {
    const ended = job.state === 'ended';
    const event = `data: ${JSON.stringify(statusBody(job, world, withLogs))}\n\n`;
    if (event !== last) yield event;
    if (ended) return;
    last = event;
    await world.queue.nextChange(job, STREAM_BEAT_MS);
  }
}

function statusBody(job: Job, { dialect, origin, queue }: World, withLogs: boolean): object {
  const { model, id, state, outcome } = job;
  const common = {
    request_id: id,
    ...requestUrls(dialect, origin, model.endpoint_id, id),
  };
  if (state === 'queued') {
    return { status: 'IN_QUEUE', ...common, queue_position: spell(dialect, queue.position(job)) };
  }
  const logs = withLogs ? job.logs : dialect.logsNotAsked;
  if (state === 'running') return { status: 'IN_PROGRESS', ...common, logs };
  const error = outcome?.error ?? null;
  return {
    status: 'COMPLETED',
    ...common,
    logs,
    ...(dialect.metrics ? { metrics: { inference_time: workSeconds(job) } } : {}),
    ...(error === null ? {} : { error: error.text, error_type: error.type }),
  };
}

function result(job: Job, _: Exchange, world: World): Reply {
  if (isGone(job, world)) return NOT_FOUND;
  const { outcome } = job;
  // @ai-sdk/fal waits for exactly this sentence.
  if (outcome === null) return detail(400, 'Request is still in progress', requestHeaders(job));
  if (job.expired) return detail(world.dialect.expiredHttpStatus, 'Request not found or expired');
  return json(outcome.http_status, outcome.body, {
    ...requestHeaders(job),
    ...outcome.headers,
    // Only here: a status never carries the units (a real run's headers).
    ...(outcome.billable_units === null ? {} : { 'x-fal-billable-units': String(outcome.billable_units) }),
    'x-fal-served-from': 'simulator',
  });
}

function cancel(job: Job, _: Exchange, { queue, dialect }: World): Reply {
  const answer = queue.cancel(job, dialect.cancelWhileRunning);
  if (answer === 'already-completed') return json(400, { status: 'ALREADY_COMPLETED' });
  if (dialect.cancelAnswer === 'success') return json(200, { success: true });
  return answer === 'removed' ? json(200, { status: 'OK' }) : json(202, { status: 'CANCELLATION_REQUESTED' });
}

function isGone(job: Job, { dialect }: World): boolean {
  return job.removed && dialect.removedRequest === 'not-found';
}

const requestHeaders = (job: Job) => ({ 'x-fal-request-id': job.id });
