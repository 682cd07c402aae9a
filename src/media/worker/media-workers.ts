import type { OperationName, RequestOf, ResultOf } from '../operations.ts';
import { createSlots, type Slots } from '../../util/slots.ts';
import type { Terms } from '../types.ts';
import { type Bounds, boundsHere, shareOf } from './bounds.ts';
import { clipOf, demandOf } from './demand.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';

export interface MediaWorkersOptions extends MediaWorkerOptions {
  /** Default: what this machine has. */
  bounds?: Bounds | undefined;
}

/**
 * The worker processes of a program, each started when it is first needed. Requests take turns, one to a process, as many
 * as the bounds allow. Long ones wait for each other, and never take the last process: those that are short go on.
 */
export class MediaWorkers {
  readonly #bounds: Bounds;
  readonly #workers: readonly MediaWorker[];
  /** The one that is still warm comes last. */
  readonly #idle: MediaWorker[];
  readonly #processes: Slots;
  /** By bytes. */
  readonly #long: Slots;

  constructor({ bounds = boundsHere(), ...options }: MediaWorkersOptions) {
    this.#bounds = bounds;
    this.#workers = Array.from({ length: bounds.processes }, () => new MediaWorker(options));
    this.#idle = [...this.#workers];
    this.#processes = createSlots(bounds.processes);
    this.#long = createSlots(bounds.bytes);
  }

  /** The processes that run. */
  get pids(): number[] {
    return this.#workers.flatMap(({ pid }) => pid ?? []);
  }

  async ask<K extends OperationName>(
    operation: K,
    request: RequestOf<K>,
    terms: Terms = {},
  ): Promise<ResultOf<K>> {
    const share = await this.#shareOf(operation, request, terms);
    const work = () => this.#processes.use(() => this.#give(operation, request, terms), terms);
    return share === 0 ? await work() : await this.#long.use(work, { ...terms, slots: share });
  }

  /** Ends the processes, even in the middle of their work. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  async #give<K extends OperationName>(
    operation: K,
    request: RequestOf<K>,
    { signal }: Terms,
  ): Promise<ResultOf<K>> {
    const worker = this.#idle.pop();
    if (worker === undefined) throw new RangeError('more requests than workers');
    try {
      return await worker.ask(operation, request, signal);
    } finally {
      this.#idle.push(worker);
    }
  }

  async #shareOf<K extends OperationName>(
    operation: K,
    request: RequestOf<K>,
    terms: Terms,
  ): Promise<number> {
    const video = clipOf(operation, request);
    // What is no clip says so itself, when it is its turn.
    const clip = video === null ? NO_CLIP : await this.ask('probe', { path: video }, terms).catch(() => null);
    const demand = clip === null ? null : demandOf(operation, request, clip);
    return demand === null ? 0 : shareOf(demand, this.#bounds);
  }
}

/** Of what makes one. */
const NO_CLIP = { width: 0, height: 0, frames: 0 };
