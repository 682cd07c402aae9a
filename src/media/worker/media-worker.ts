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
 * The one worker process of a program: started by the first request, kept warm, ended when idle. Requests wait
 * for each other. A worker that crashes or hangs gives its request a typed error, and the next one a fresh worker.
 */
export class MediaWorker {
  readonly #options: MediaWorkerOptions;
  #child: ChildProcess | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: MediaWorkerOptions) {
    this.#options = options;
  }

  /** The process id of the running worker; `undefined` while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  ask<K extends OperationName>(operation: K, request: RequestOf<K>): Promise<ResultOf<K>> {
    const turn = this.#queue.then(() => this.#take(operation, request));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the worker, even in the middle of its work. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #take<K extends OperationName>(operation: K, request: RequestOf<K>): Promise<ResultOf<K>> {
    if (this.#closed)
      throw mediaError('MEDIA_CLOSED', `The media part was closed before it came to ${operation}.`);
    clearTimeout(this.#idle);
    const answer = await this.#exchange(operation, request);
    this.#idle = setTimeout(() => void this.#end(), this.#options.idleMs).unref();
    if ('error' in answer) throw fromRecord(answer.error);
    return answer.result;
  }

  async #exchange<K extends OperationName>(
    operation: K,
    request: RequestOf<K>,
  ): Promise<WorkerAnswer<ResultOf<K>>> {
    const child = (this.#child ??= this.#start());
    holdProgram(child, true);
    try {
      return await exchange(child, operation, request, this.#options.timeLimitMs);
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

/** Sends one request and waits for its answer, the end of the worker, or the end of the time. */
function exchange<K extends OperationName>(
  child: ChildProcess,
  operation: K,
  request: RequestOf<K>,
  timeLimitMs: number,
): Promise<WorkerAnswer<ResultOf<K>>> {
  const done = new AbortController();
  return new Promise<WorkerAnswer<ResultOf<K>>>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow(operation, timeLimitMs)), timeLimitMs);
    const died = (how: unknown) => reject(workerDied(operation, how));
    done.signal.addEventListener('abort', () => {
      clearTimeout(timer);
      child.off('message', resolve).off('exit', exited).off('error', died);
    });
    const exited = (code: number | null, signal: string | null) => died(signal ?? `code ${code}`);
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
