import type { ChildProcess } from 'node:child_process';
import type { FalVideoError } from '../../errors.ts';
import type { OperationName, RequestOf, ResultOf } from '../operations.ts';
import { holdProgram, killProcess, startProcess } from './worker-process.ts';
import { fromRecord, mediaError, type WorkerAnswer } from './worker-messages.ts';

export interface MediaWorkerOptions {
  /** The worker's program. */
  path: string;
  /** How long one request may take. */
  timeLimitMs: number;
  /** How long an idle worker is kept. */
  idleMs: number;
}

/**
 * A worker process, asked one thing at a time: started by the first request, kept warm, ended when idle. One that
 * crashes or hangs, or whose request is given up, gives that an error, and the next one a fresh process.
 */
export class MediaWorker {
  readonly #options: MediaWorkerOptions;
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: MediaWorkerOptions) {
    this.#options = options;
  }

  /** The process id of the running worker; `undefined` while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async ask<K extends OperationName>(
    operation: K,
    request: RequestOf<K>,
    signal?: AbortSignal,
  ): Promise<ResultOf<K>> {
    if (this.#closed)
      throw mediaError('MEDIA_CLOSED', `The media part was closed before it came to ${operation}.`);
    signal?.throwIfAborted();
    clearTimeout(this.#idle);
    const answer = await this.#exchange(operation, request, signal);
    this.#idle = setTimeout(() => void this.#end(), this.#options.idleMs).unref();
    if ('error' in answer) throw fromRecord(answer.error);
    return answer.result;
  }

  /** Ends the worker, even in the middle of its work. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #exchange<K extends OperationName>(
    operation: K,
    request: RequestOf<K>,
    signal: AbortSignal | undefined,
  ): Promise<WorkerAnswer<ResultOf<K>>> {
    const child = (this.#child ??= this.#start());
    holdProgram(child, true);
    try {
      return await exchange(child, operation, request, this.#options.timeLimitMs, signal);
    } catch (error) {
      // A worker that gave no answer is never asked again.
      await this.#end();
      throw error;
    } finally {
      // One that is being ended is held until it is gone, or the program could end before its own last step.
      if (this.#child === child) holdProgram(child, false);
    }
  }

  #start(): ChildProcess {
    const child = startProcess(this.#options.path);
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    return child;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined) await killProcess(child);
  }
}

/** Sends one request and waits for its answer, the end of the worker, the end of the time, or the caller's own. */
function exchange<K extends OperationName>(
  child: ChildProcess,
  operation: K,
  request: RequestOf<K>,
  timeLimitMs: number,
  signal: AbortSignal | undefined,
): Promise<WorkerAnswer<ResultOf<K>>> {
  const done = new AbortController();
  return new Promise<WorkerAnswer<ResultOf<K>>>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow(operation, timeLimitMs)), timeLimitMs);
    const givenUp = () => reject(signal?.reason);
    signal?.addEventListener('abort', givenUp, { once: true });
    const died = (how: unknown) => reject(workerDied(operation, how));
    done.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', givenUp);
      child.off('message', resolve).off('exit', exited).off('error', died);
    });
    const exited = (code: number | null, killed: string | null) => died(killed ?? `code ${code}`);
    child.once('message', resolve).once('exit', exited).once('error', died);
    child.send({ operation, request }, (error) => {
      if (error !== null) died(error.message);
    });
  }).finally(() => done.abort());
}

function workerDied(operation: string, how: unknown): FalVideoError {
  const reason = how instanceof Error ? how.message : String(how);
  return mediaError(
    'MEDIA_WORKER_DIED',
    `The media worker ended during ${operation} (${reason}). A damaged file can do that.`,
    'Try again; if it happens with one file only, get that file again.',
  );
}

function tooSlow(operation: string, timeLimitMs: number): FalVideoError {
  return mediaError(
    'MEDIA_TIMEOUT',
    `${operation} took longer than ${timeLimitMs / 1000} seconds and was ended.`,
    'Use a shorter or smaller video.',
  );
}
