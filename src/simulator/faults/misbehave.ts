import {
  AFTER_KINDS,
  type AfterKind,
  type FaultCall,
  type FaultRule,
  INSTEAD_KINDS,
  type InsteadKind,
} from './fault-plan.ts';
import { detailReply, infrastructureError, json, NOT_FOUND, platformError, type Reply } from '../reply.ts';

/** The answer of a call that is not carried out; `null` where the fault is of another kind. */
export function insteadOfAnswer(rule: FaultRule, call: FaultCall): Reply | null {
  const kind = INSTEAD_KINDS.find((one) => one === rule.kind);
  return kind === undefined ? null : INSTEAD[kind](call, rule);
}

/** A good answer, spoiled. */
export function spoil(rule: FaultRule, reply: Reply): Reply {
  const kind = AFTER_KINDS.find((one) => one === rule.kind);
  return kind === undefined ? reply : SPOILED[kind](reply, rule);
}

const isPlatform = (call: FaultCall) => ['history', 'pricing', 'models'].includes(call);

const INSTEAD: Record<InsteadKind, (call: FaultCall, rule: FaultRule) => Reply> = {
  'drop-before': () => ({ status: 0, headers: {}, broken: 'silent' }),
  '401': (call) => (isPlatform(call) ? PLATFORM_UNAUTHORIZED : UNAUTHORIZED),
  '403-locked': (_, { text }) => (text === undefined ? LOCKED : detailReply(403, text)),
  '404': (call) => {
    if (isPlatform(call)) return platformError(404, 'not_found', 'Not found');
    return call === 'submit' ? detailReply(404, 'Application not found') : NOT_FOUND;
  },
  '422-list': () => detailReply(422, [MODERATED]),
  '422-string': (_, { text = 'Invalid request parameters' }) => detailReply(422, text),
  '429': () => TOO_MANY,
  '500': (call) =>
    isPlatform(call) ? platformError(500, 'server_error', SERVER_ERROR) : detailReply(500, SERVER_ERROR),
  '502': () => gatewayPage(502, 'Bad Gateway'),
  '504': () => gatewayPage(504, 'Gateway Time-out'),
  'redirect-away': (_, { to = ELSEWHERE }) => ({
    status: 302,
    headers: { location: `${to}/files/clip.mp4` },
  }),
};

const SPOILED: Record<AfterKind, (reply: Reply, rule: FaultRule) => Reply> = {
  'drop-after': (reply) => ({ ...reply, broken: 'silent' }),
  '500-after-accept': () => detailReply(500, SERVER_ERROR),
  '504-after-accept': () => infrastructureError(504, 'request_timeout', 'Gateway timeout'),
  html: () => webPage('text/html'),
  'half-json': half,
  empty: (reply) => ({ status: 200, headers: contentType(reply) }),
  'other-host': (reply, { to = ELSEWHERE }) => ({ ...reply, json: withForeignUrls(reply.json, to) }),
  'lying-length': (reply) => ({
    ...reply,
    headers: { ...reply.headers, 'content-length': '1000000' },
    broken: 'after-body',
  }),
  'endless-body': (reply) => ({ status: 200, headers: contentType(reply), chunks: endless() }),
  'lying-type': (reply) => webPage(contentType(reply)['content-type'] ?? 'application/json'),
  // Waited for by the server; the answer stays as it is.
  slow: (reply) => reply,
  trickle: (reply, { ms = 2000 }) => ({ ...reply, trickleMs: ms }),
  'unknown-status-word': withUnknownWord,
  'missing-headers': (reply) => ({ ...reply, headers: contentType(reply) }),
  'malformed-sse': (reply) =>
    reply.chunks === undefined ? half(reply) : { ...reply, chunks: malformed(reply.chunks) },
  'stream-cut': (reply) =>
    reply.chunks === undefined
      ? { ...reply, broken: 'silent' }
      : { ...reply, chunks: firstOf(reply.chunks), broken: 'after-body' },
  'stream-silent': (reply) => ({ status: reply.status, headers: reply.headers, chunks: nothing() }),
  'stream-buffered': (reply) =>
    reply.chunks === undefined ? reply : { ...reply, chunks: allAtOnce(reply.chunks) },
};

export const UNAUTHORIZED = detailReply(401, 'Cannot access application. Authentication is required.');
export const PLATFORM_UNAUTHORIZED = platformError(401, 'authorization_error', 'Authentication is required');
// The wording of fal #1147 and of the reports around it.
export const LOCKED = detailReply(
  403,
  'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.',
);
const TOO_MANY = json(
  429,
  { detail: 'Too many concurrent requests', error_type: 'concurrent_requests_limit' },
  { 'x-fal-error-type': 'concurrent_requests_limit', 'x-fal-needs-retry': '1' },
);
export const MODERATED = {
  loc: ['body', 'prompt'],
  msg: 'The content could not be processed because it contained material flagged by a content checker.',
  type: 'content_policy_violation',
  url: 'https://docs.fal.ai/errors#content_policy_violation',
  input: { prompt: 'the prompt comes back here' },
};

/** A name that can never be somebody's (RFC 2606). */
const ELSEWHERE = 'https://queue.fal.run.example';
const SERVER_ERROR = 'Internal server error';

function webPage(type: string): Reply {
  const text = '<!doctype html><html><body><h1>Please sign in</h1></body></html>';
  return { status: 200, headers: { 'content-type': type }, text };
}

/** What stands before fal, not fal: no request id, no JSON. */
function gatewayPage(status: number, reason: string): Reply {
  const title = `${status} ${reason}`;
  const text = `<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`;
  return { status, headers: { 'content-type': 'text/html' }, text };
}

function contentType(reply: Reply): Record<string, string> {
  const type = reply.headers['content-type'] ?? (reply.json === undefined ? undefined : 'application/json');
  return type === undefined ? {} : { 'content-type': type };
}

function half(reply: Reply): Reply {
  if (reply.file !== undefined) {
    const { start, end } = reply.file;
    return { ...reply, file: { ...reply.file, end: start + Math.floor((end - start) / 2) } };
  }
  const whole = reply.text ?? JSON.stringify(reply.json ?? null);
  const { json: _, ...rest } = reply;
  return {
    ...rest,
    headers: contentType(reply),
    text: whole.slice(0, Math.floor(whole.length / 2)),
  };
}

function withForeignUrls(value: unknown, origin: string): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      typeof member === 'string' && key.endsWith('url')
        ? [key, `${origin}${new URL(member).pathname}`]
        : [key, withForeignUrls(member, origin)],
    ),
  );
}

const UNKNOWN_WORD = 'PAUSED';

function withUnknownWord(reply: Reply): Reply {
  if (reply.chunks !== undefined) return { ...reply, chunks: startWithUnknownWord(reply.chunks) };
  return typeof reply.json === 'object' ? { ...reply, json: { ...reply.json, status: UNKNOWN_WORD } } : reply;
}

async function* startWithUnknownWord(chunks: AsyncIterable<string | Uint8Array>) {
  yield `data: {"status":"${UNKNOWN_WORD}"}\n\n`;
  yield* chunks;
}

async function* malformed(chunks: AsyncIterable<string | Uint8Array>) {
  yield 'data: {"status":"IN_PROG\n\nevnt: ???\ndata\n\n';
  yield* chunks;
}

async function* firstOf(chunks: AsyncIterable<string | Uint8Array>) {
  for await (const chunk of chunks) {
    yield chunk;
    return;
  }
}

/** Never a word, and no end: until the client goes. */
async function* nothing(): AsyncGenerator<string> {
  yield await new Promise<never>(() => {});
}

async function* allAtOnce(chunks: AsyncIterable<string | Uint8Array>) {
  const held: (string | Uint8Array)[] = [];
  for await (const chunk of chunks) held.push(chunk);
  yield* held;
}

const MOST_ENDLESS_BYTES = 64 * 1024 * 1024;

async function* endless() {
  const block = Buffer.alloc(64 * 1024, 0x20);
  for (let sent = 0; sent < MOST_ENDLESS_BYTES; sent += block.length) yield block;
}
