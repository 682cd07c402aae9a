import type { IncomingMessage, ServerResponse } from 'node:http';
import { FalVideoError, inputError } from '../errors.ts';
import type { Clock } from '../util/clock.ts';
import { CONTROL_ROUTES } from './routes/control-routes.ts';
import type { Exchange, SimulatedRoute, World } from './exchange.ts';
import { type FaultCall, type FaultRule, parseSimulateHeader } from './faults/fault-plan.ts';
import { arm } from './faults/faults.ts';
import { HISTORY_ROUTES } from './routes/history-routes.ts';
import { readKey } from './keys.ts';
import { MEDIA_ROUTES } from './routes/media-routes.ts';
import { insteadOfAnswer, PLATFORM_UNAUTHORIZED, spoil, UNAUTHORIZED } from './faults/misbehave.ts';
import { PLATFORM_ROUTES } from './routes/platform-routes.ts';
import { QUEUE_ROUTES } from './routes/queue-routes.ts';
import { detailReply, platformError, type Reply } from './reply.ts';
import { REPORT_ROUTES } from './routes/report-routes.ts';
import { sendReply } from './send-reply.ts';
import { STORAGE_ROUTES } from './routes/storage-routes.ts';

/** All that the simulator answers, in the order of looking; the queue's own paths are the widest and come last. */
const ROUTES: readonly SimulatedRoute[] = [
  ...CONTROL_ROUTES,
  ...PLATFORM_ROUTES,
  ...HISTORY_ROUTES,
  ...REPORT_ROUTES,
  ...STORAGE_ROUTES,
  ...MEDIA_ROUTES,
  ...QUEUE_ROUTES,
];

/** Answers one HTTP request; never throws. */
export async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await sendReply(response, await answer(world, request, response), world.clock);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const status = error instanceof FalVideoError && error.fault === 'input' ? 400 : 500;
    if (response.headersSent) response.destroy();
    else await sendReply(response, detailReply(status, message), world.clock);
  }
  // A body that nobody wanted must not hold the connection up.
  request.resume();
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
  const url = new URL(request.url ?? '/', world.origin);
  const found = findRoute(request.method ?? 'GET', url.pathname);
  if ('status' in found) return found;
  const { route, params } = found;
  const exchange: Exchange = {
    request,
    url,
    params,
    body: route.streams === true ? Buffer.alloc(0) : await readBody(request),
    keyholder: readKey(request.headers.authorization),
    faults: ownFaults(request, route.call),
  };
  return refuse(route, exchange, world) ?? (await answerOrMisbehave(route, exchange, world, response));
}

function findRoute(
  method: string,
  path: string,
): Reply | { route: SimulatedRoute; params: Record<string, string> } {
  const matching = ROUTES.flatMap((route) => {
    const match = route.path.exec(path);
    return match === null ? [] : [{ route, params: { ...match.groups } }];
  });
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = matching.find(({ route }) => route.method === wanted);
  if (found !== undefined) return found;
  return matching.length > 0 ? detailReply(405, 'Method Not Allowed') : detailReply(404, 'Not Found');
}

/** Data URIs are the largest bodies that come as JSON. */
const MOST_JSON_BYTES = 64 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_JSON_BYTES) chunks.push(chunk);
  }
  if (bytes <= MOST_JSON_BYTES) return Buffer.concat(chunks);
  throw inputError({
    code: 'BODY_TOO_LARGE',
    message: `A JSON body may have ${MOST_JSON_BYTES} bytes at most.`,
  });
}

function ownFaults(request: IncomingMessage, call: FaultCall | undefined) {
  const simulate = request.headers['x-simulate'];
  return typeof simulate === 'string' && call !== undefined ? arm(parseSimulateHeader(simulate, call)) : [];
}

/** The gate before every call: who must show a key does, who must not is written down. */
function refuse(route: SimulatedRoute, { keyholder, request, url }: Exchange, world: World): Reply | null {
  if (route.access === 'open') return null;
  if (route.access === 'no-key') {
    if (keyholder !== 'nobody' && keyholder !== 'refused') {
      const what = route.call === 'media' ? 'key-on-media' : 'key-on-upload';
      world.books.recordViolation(what, request.method ?? '', url.pathname);
    }
    return null;
  }
  const platform = url.pathname.startsWith('/v1/');
  if (keyholder === 'nobody' || keyholder === 'refused') {
    return platform ? PLATFORM_UNAUTHORIZED : UNAUTHORIZED;
  }
  return route.access === 'admin' && keyholder !== 'admin' && !world.adminKeys
    ? platformError(403, 'authorization_error', 'An admin API key is required')
    : null;
}

async function answerOrMisbehave(
  route: SimulatedRoute,
  exchange: Exchange,
  world: World,
  response: ServerResponse,
): Promise<Reply> {
  const { call, handle } = route;
  const fault = call === undefined ? null : strike(call, exchange, world);
  if (call === undefined || fault === null) return handle(exchange, world);
  const instead = insteadOfAnswer(fault, call);
  const reply = instead ?? (await handle(exchange, world));
  const requestId = exchange.params['id'] ?? reply.headers['x-fal-request-id'] ?? null;
  world.books.recordStrike(call, fault.kind, requestId);
  if (instead !== null) return instead;
  if (fault.kind === 'slow') await wait(fault.ms ?? 2000, world.clock, response);
  return spoil(fault, reply);
}

/** The fault of this call. What befalls the job itself is done before the job is asked. */
function strike(call: FaultCall, exchange: Exchange, world: World): FaultRule | null {
  const job = world.queue.find(exchange.params['id'] ?? '');
  const fault = world.faults.strike(
    {
      call,
      moment: 'call',
      text: () =>
        `${exchange.url.href}\n${job === null ? exchange.body.toString() : JSON.stringify(job.input)}`,
      state: job?.state,
    },
    [...exchange.faults, ...(job?.faults ?? [])],
  );
  if (job !== null && fault?.kind === 'back-to-queue') world.queue.requeue(job);
  if (job !== null && fault?.kind === 'queue-silence' && !job.silent) {
    world.queue.silence(job, fault.ms ?? 2000);
  }
  if (job !== null && fault?.kind === 'expired-result') job.expired = true;
  return fault;
}

/** A client that goes while it waits has made its call all the same. */
async function wait(ms: number, clock: Clock, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await clock.sleep(ms, gone.signal).catch(() => {});
}
