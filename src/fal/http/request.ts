import type { Readable } from 'node:stream';
import { request as undiciRequest } from 'undici';
import { type Deadline, startDeadline } from './deadline.ts';
import { withOurs } from './own-headers.ts';
import type { Route } from './route.ts';
import { NoTunnel } from './tunnel.ts';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body?: string | Readable;
  /** For the whole exchange, the body included. */
  timeoutMs: number;
  /** Longest silence between two pieces of the body; default: the whole time. */
  idleMs?: number;
  signal?: AbortSignal | undefined;
}

/** Header names in lower case; a header sent twice is joined with a comma. */
export type HttpHeaders = Record<string, string>;

export interface HttpAnswer {
  kind: 'answer';
  status: number;
  headers: HttpHeaders;
  bytes: Buffer;
}

/** An answer whose body is still on its way. It must be read to its end, left in mid-loop, or closed. */
export interface OpenAnswer {
  kind: 'open';
  status: number;
  headers: HttpHeaders;
  /** Throws a `BodyLost`; nothing else but the reason of the caller's own signal. */
  body: AsyncGenerator<Buffer, void, undefined>;
  close(): void;
}

export interface HttpFailure {
  kind: 'failure';
  /** False only when nothing can have left the machine. */
  maybeSent: boolean;
  /** `refused-way`: a proxy said no, and will say it again. */
  reason: 'unreachable' | 'refused-way' | 'lost' | 'timeout' | 'too-large';
  /** What happened, in the system's words. Never holds a header. */
  message: string;
  /** Of a timeout: whether the whole time was over, or nothing came for too long. */
  passed?: 'whole' | 'idle';
  /** What had come before the failure. */
  partial: { status: number; headers: HttpHeaders } | null;
}

/** A body that ended before its end. */
export class BodyLost extends Error {
  readonly failure: HttpFailure;

  constructor(failure: HttpFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A body of which something could not be written to the disk. */
export class BodyNotKept extends Error {
  readonly head: { status: number; headers: HttpHeaders };

  constructor(head: { status: number; headers: HttpHeaders }, cause: unknown) {
    super('not kept', { cause });
    this.head = head;
  }
}

/** What a body goes through before it is kept. */
export type Through = (body: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/**
 * Sends a request and reads the whole answer, at most `maxBytes` of it. A failure is a value, not a throw; only
 * the caller's own signal rejects, with its reason, what `through` throws, and a proxy that cannot be used. Redirects are never followed:
 * the key would go along.
 */
export async function send(
  route: Route,
  request: HttpRequest,
  maxBytes: number,
  through: Through = (body) => body,
): Promise<HttpAnswer | HttpFailure> {
  const opened = await open(route, request);
  if (opened.kind === 'failure') return opened;
  const { status, headers } = opened;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of through(opened.body)) {
      size += piece.length;
      if (size > maxBytes) {
        const message = `the answer is larger than ${maxBytes} bytes`;
        return {
          kind: 'failure',
          maybeSent: true,
          reason: 'too-large',
          message,
          partial: { status, headers },
        };
      }
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof BodyLost) return error.failure;
    request.signal?.throwIfAborted();
    throw new BodyNotKept({ status, headers }, error);
  }
  return { kind: 'answer', status, headers, bytes: Buffer.concat(pieces) };
}

/** More than any answer that is read here: why a body must not be held back says open-stream.ts. */
const NEVER_HELD_BACK = 32 * 1024 * 1024;

/** Sends a request and returns as soon as the head of the answer is there. */
export async function open(route: Route, request: HttpRequest): Promise<OpenAnswer | HttpFailure> {
  request.signal?.throwIfAborted();
  route.proxyFor(new URL(request.url));
  const deadline = startDeadline(request.timeoutMs, request.signal);
  try {
    const response = await undiciRequest(request.url, {
      dispatcher: route.dispatcher,
      method: request.method,
      headers: withOurs(request.headers),
      body: request.body ?? null,
      signal: deadline.signal,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.idleMs ?? request.timeoutMs,
      highWaterMark: NEVER_HELD_BACK,
    });
    const head = { status: response.statusCode, headers: flatten(response.headers) };
    const close = () => {
      deadline.clear();
      response.body.on('error', () => {}).destroy();
    };
    return { kind: 'open', ...head, body: bodyChunks(response.body, head, request, deadline), close };
  } catch (error) {
    deadline.clear();
    request.signal?.throwIfAborted();
    return failureOf(error, route.mayHaveSent(), null, deadline, request);
  }
}

export async function* bodyChunks(
  body: AsyncIterable<Buffer>,
  head: { status: number; headers: HttpHeaders },
  request: Timed,
  deadline: Deadline,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    request.signal?.throwIfAborted();
    throw new BodyLost(failureOf(error, true, head, deadline, request));
  } finally {
    deadline.clear();
  }
}

type Timed = Pick<HttpRequest, 'timeoutMs' | 'idleMs' | 'signal'>;

/** Codes of a connection that never stood (Node and undici). */
const UNREACHABLE =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|NO_TUNNEL|ERR_TLS.*)$|CERT/;

export function failureOf(
  error: unknown,
  maybeSent: boolean,
  partial: HttpFailure['partial'],
  deadline: Deadline,
  request: Timed,
): HttpFailure {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  if (deadline.passed() || /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) {
    const passed = deadline.passed() ? 'whole' : 'idle';
    const ms = passed === 'whole' ? request.timeoutMs : (request.idleMs ?? request.timeoutMs);
    const what = partial === null ? 'no answer' : passed === 'whole' ? 'no end' : 'nothing more';
    return {
      kind: 'failure',
      maybeSent,
      reason: 'timeout',
      message: `${what} within ${ms} ms`,
      passed,
      partial,
    };
  }
  // An AggregateError of several addresses has no message of its own.
  const words = message === '' ? code : message;
  const unreachable = !maybeSent || UNREACHABLE.test(code);
  const isRefusal = error instanceof NoTunnel && error.isRefusal;
  return {
    kind: 'failure',
    maybeSent,
    reason: isRefusal ? 'refused-way' : unreachable ? 'unreachable' : 'lost',
    message: words,
    partial,
  };
}

export function flatten(headers: Record<string, string | string[] | undefined>): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
