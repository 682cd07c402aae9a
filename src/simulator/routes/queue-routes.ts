import { sha256OfJson } from '../../util/hash.ts';
import { checkInput } from '../models/check-input.ts';
import { appOf, requestUrls, spell } from '../dialect.ts';
import { type Exchange, header, objectBody, type SimulatedRoute, type World } from '../exchange.ts';
import { type SimulatedJob, newJob, workSeconds } from '../job.ts';
import type { Arguments } from '../model-types.ts';
import { LOCKED } from '../faults/misbehave.ts';
import { refusedSubmit, replay } from '../replay/replay.ts';
import { detailReply, json, NOT_FOUND, type Reply } from '../reply.ts';
import { requestId } from '../request-id.ts';

/** The queue, as on `queue.fal.run`. */
export const QUEUE_ROUTES: readonly SimulatedRoute[] = [
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

type RequestHandler = (job: SimulatedJob, exchange: Exchange, world: World) => Reply;

/** A call about one request: 405 and 404 are answered here. */
function route(
  method: SimulatedRoute['method'],
  path: RegExp,
  call: NonNullable<SimulatedRoute['call']>,
  handle: RequestHandler,
): SimulatedRoute {
  return {
    method,
    path,
    access: 'key',
    call,
    handle: (exchange, world) => {
      const { app = '', id = '', suffix } = exchange.params;
      const { fullIdUrls } = world.dialect;
      // Reported for status URLs that carry the model's subpath (fal-ai/fal #439).
      if (!fullIdUrls && app !== appOf(app)) return detailReply(405, 'Method Not Allowed');
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
  if (model === null) return detailReply(404, `Application '${params['endpoint'] ?? ''}' not found`);
  const limit = url.searchParams.get('fal_max_queue_length');
  if (limit !== null && world.queue.waiting > Number(limit)) return detailReply(429, 'The queue is too long');
  const refused = refusedSubmit(model);
  if (refused !== null) return refused;
  const input = objectBody(exchange);
  if (input === null) {
    const problem = { loc: ['body'], msg: 'Input should be a valid dictionary', type: 'dict_type' };
    return detailReply(422, [problem]);
  }
  const problems = checkInput(model, input);
  if (problems.length > 0) return detailReply(422, problems);

  const acceptedAt = world.clock.now();
  const job = newJob({
    id: requestId(acceptedAt),
    model,
    input,
    storeIo: header(exchange, 'x-fal-store-io') !== '0',
    faults,
    acceptedAt,
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

const inputHash = (input: Arguments) => sha256OfJson(input);

function status(job: SimulatedJob, { url }: Exchange, world: World): Reply {
  if (isGone(job, world)) return NOT_FOUND;
  const recorded = replay(job.model.recording?.status, job.asked.status++, requestHeaders(job));
  if (recorded !== null) return recorded;
  const pending = job.state !== 'ended';
  const body = statusBody(job, world, url.searchParams.get('logs') === '1');
  return json(pending ? world.dialect.pendingHttpStatus : 200, body, requestHeaders(job));
}

function streamStatus(job: SimulatedJob, { url }: Exchange, world: World): Reply {
  // What was recorded is what polls were answered.
  if (isGone(job, world) || job.model.recording?.status !== undefined) return NOT_FOUND;
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...requestHeaders(job) },
    chunks: statusEvents(job, world, url.searchParams.get('logs') === '1'),
  };
}

/** How often a waiting position is looked at again; everything else wakes the stream at once. */
const STREAM_BEAT_MS = 250;

/** One event for each change, until COMPLETED. */
async function* statusEvents(job: SimulatedJob, world: World, withLogs: boolean): AsyncGenerator<string> {
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

function statusBody(job: SimulatedJob, { dialect, origin, queue }: World, withLogs: boolean): object {
  const { model, id, state, outcome } = job;
  const common = {
    request_id: id,
    ...requestUrls(dialect, origin, model.endpoint_id, id),
  };
  if (state === 'queued') {
    if (job.silent) return { status: 'IN_QUEUE', ...common };
    return { status: 'IN_QUEUE', ...common, queue_position: spell(dialect, queue.position(job)) };
  }
  const logs = withLogs ? job.logs : dialect.logsNotAsked;
  if (state === 'running') return { status: 'IN_PROGRESS', ...common, logs };
  const isTold = outcome?.http_status !== 422 || dialect.refusalInStatus;
  const error = isTold ? (outcome?.error ?? null) : null;
  return {
    status: 'COMPLETED',
    ...common,
    logs,
    ...(dialect.metrics ? { metrics: { inference_time: workSeconds(job) } } : {}),
    ...(error === null ? {} : { error: error.text, error_type: error.type }),
  };
}

function result(job: SimulatedJob, _: Exchange, world: World): Reply {
  if (isGone(job, world)) return NOT_FOUND;
  const { outcome } = job;
  // @ai-sdk/fal waits for exactly this sentence.
  if (outcome === null) return detailReply(400, 'Request is still in progress', requestHeaders(job));
  const recorded = job.model.recording?.result ?? [];
  // The last one is the outcome.
  if (job.asked.result < recorded.length - 1) {
    const passing = replay(recorded, job.asked.result++, requestHeaders(job));
    if (passing !== null) return passing;
  }
  if (job.expired) return detailReply(world.dialect.expiredHttpStatus, 'Request not found or expired');
  return json(outcome.http_status, outcome.body, {
    ...requestHeaders(job),
    ...outcome.headers,
    // Only here: a status never carries the units (a real run's headers).
    ...(outcome.billable_units === null ? {} : { 'x-fal-billable-units': String(outcome.billable_units) }),
    'x-fal-served-from': 'simulator',
  });
}

function cancel(job: SimulatedJob, _: Exchange, { queue, dialect }: World): Reply {
  const answer = queue.cancel(job, dialect.cancelWhileRunning);
  if (answer === 'already-completed') return json(400, { status: 'ALREADY_COMPLETED' });
  if (dialect.cancelAnswer === 'success') return json(200, { success: true });
  return answer === 'removed' ? json(200, { status: 'OK' }) : json(202, { status: 'CANCELLATION_REQUESTED' });
}

function isGone(job: SimulatedJob, { dialect }: World): boolean {
  return job.removed && dialect.removedRequest === 'not-found';
}

const requestHeaders = (job: SimulatedJob) => ({ 'x-fal-request-id': job.id });
