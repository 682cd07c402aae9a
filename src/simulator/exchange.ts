import type { IncomingMessage } from 'node:http';
import type { Clock } from '../util/clock.ts';
import type { Books } from './books.ts';
import type { Dialect } from './dialect.ts';
import type { FaultCall } from './faults/fault-plan.ts';
import type { ArmedRule, Faults } from './faults/faults.ts';
import type { Files } from './files.ts';
import type { Keyholder } from './keys.ts';
import type { Memory } from './memory.ts';
import type { ModelSource } from './model-types.ts';
import type { Queue } from './queue.ts';
import type { Reply } from './reply.ts';
import type { Uploads } from './uploads.ts';
import { isObject } from '../util/json.ts';

/** What all calls share: the one simulated fal. */
export interface World {
  /** Of the URLs that a submit and a status answer with. */
  origin: string;
  clock: Clock;
  dialect: Dialect;
  models: ModelSource;
  queue: Queue;
  files: Files;
  uploads: Uploads;
  books: Books;
  faults: Faults;
  /** `null` where it forgets with its process. */
  memory: Memory | null;
  /** Milliseconds until an ended request shows up in the history. */
  historyLagMs: number;
  /** Whether every key is an admin's. */
  adminKeys: boolean;
  /** Set when the simulator closes; ends streams. */
  signal: AbortSignal;
  /** Closes it for another one that is to take its place; `null` where somebody started it for its own sake. */
  makeRoom: (() => void) | null;
}

/** One call, read so far that a handler can answer it. */
export interface Exchange {
  request: IncomingMessage;
  url: URL;
  /** Named groups of the route's path. */
  params: Readonly<Record<string, string>>;
  /** The body of a call that takes JSON; empty otherwise. */
  body: Buffer;
  keyholder: Keyholder;
  /** Rules of the `x-simulate` header. */
  faults: readonly ArmedRule[];
}

export interface SimulatedRoute {
  method: 'GET' | 'POST' | 'PUT';
  path: RegExp;
  /** `key`: 401 without one. `no-key`: a key is a leak, and written down. `open`: either. */
  access: 'key' | 'admin' | 'no-key' | 'open';
  /** The name under which faults know this call. */
  call?: FaultCall;
  /** The handler reads the body itself. */
  streams?: true;
  handle: (exchange: Exchange, world: World) => Reply | Promise<Reply>;
}

/** A header's value, or `null`. */
export function header({ request }: Exchange, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

/** The body as a JSON object; `null` for anything else. */
export function objectBody({ body }: Exchange): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
