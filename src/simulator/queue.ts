import { EventEmitter, once } from 'node:events';
import type { Clock } from '../util/clock.ts';
import type { Arguments } from './model-types.ts';
import { failedOutcome, type SimulatedJob, log, type Outcome } from './job.ts';

export interface Pace {
  /** How long a job waits in the queue at least, milliseconds. */
  queueMs: number;
  /** How long a job runs at least, milliseconds. */
  workMs: number;
  /** What a job waits for beside the time: a test says when it has seen enough of a queued one. */
  heldUntil?: (input: Arguments) => Promise<void> | undefined;
}

export interface QueueOptions {
  pace: Pace;
  /** Jobs that run at once; more wait (fal docs: 2 for a new account, up to 40). */
  accountLimit: number;
  clock: Clock;
  /** Ends every sleep when the simulator closes. */
  signal: AbortSignal;
  /** Carries a job out. It must not throw. */
  work: (job: SimulatedJob) => Promise<Outcome>;
  onEnd: (job: SimulatedJob) => void;
}

/** Ended jobs that can still be asked about; older ones are forgotten, as fal forgets. */
const MOST_ENDED = 5_000;
/** Strangers ahead of a fresh job, so that its position falls as on a shared endpoint. */
const STRANGERS = 3;

/** The life of jobs: accepted, queued, running, ended. */
export class Queue {
  readonly #options: QueueOptions;
  readonly #jobs = new Map<string, SimulatedJob>();
  readonly #running = new Set<SimulatedJob>();
  readonly #working = new Set<Promise<unknown>>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #waiting: SimulatedJob[] = [];
  #ended: SimulatedJob[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#running.size + this.#waiting.length > 0;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Ended jobs, oldest first. */
  get ended(): readonly SimulatedJob[] {
    return this.#ended;
  }

  find(id: string): SimulatedJob | null {
    return this.#jobs.get(id) ?? null;
  }

  accept(job: SimulatedJob): void {
    this.#jobs.set(job.id, job);
    this.#waiting.push(job);
    this.#track(this.#letWait(job));
    if (job.startWithinMs !== null) this.#track(this.#limitStart(job, job.startWithinMs));
  }

  /** A job of an earlier simulator: one that had not ended waits anew. */
  restore(job: SimulatedJob): void {
    if (job.state !== 'ended') return this.accept(job);
    this.#jobs.set(job.id, job);
    this.#ended.push(job);
  }

  /** Requests ahead of this one, 0-based; falls while it waits. */
  position(job: SimulatedJob): number {
    const waited = this.#options.clock.now().getTime() - job.queuedAt.getTime();
    const left = Math.max(0, 1 - waited / Math.max(1, this.#options.pace.queueMs));
    return this.#waiting.indexOf(job) + Math.floor(STRANGERS * left);
  }

  cancel(
    job: SimulatedJob,
    whileRunning: 'stops' | 'completes',
  ): 'removed' | 'requested' | 'already-completed' {
    if (job.state === 'ended') return 'already-completed';
    job.removed = job.state === 'queued';
    if (job.removed || whileRunning === 'stops') {
      this.#end(job, failedOutcome(499, 'client_cancelled', 'Request was cancelled by the client'));
    }
    return job.removed ? 'removed' : 'requested';
  }

  /** A running job goes back into the queue: fal tries again on another runner. */
  requeue(job: SimulatedJob): void {
    this.#running.delete(job);
    Object.assign(job, {
      state: 'queued',
      attempt: job.attempt + 1,
      ready: false,
      startedAt: null,
      queuedAt: this.#options.clock.now(),
    } satisfies Partial<SimulatedJob>);
    this.#waiting.push(job);
    this.#changes.emit(job.id);
    this.#track(this.#letWait(job));
    this.#startNext();
  }

  /** A waiting job waits so much longer, and nothing is heard of it. */
  silence(job: SimulatedJob, ms: number): void {
    Object.assign(job, {
      silent: true,
      ready: false,
      attempt: job.attempt + 1,
    } satisfies Partial<SimulatedJob>);
    this.#track(this.#letWait(job, ms));
  }

  /** Resolves when something happened to the job, or after `ms`. */
  async nextChange(job: SimulatedJob, ms: number): Promise<void> {
    const over = new AbortController();
    const { signal } = over;
    await Promise.race([once(this.#changes, job.id, { signal }), this.#options.clock.sleep(ms, signal)]);
    over.abort();
  }

  /** Resolves when no work is under way: after the closing signal, only renders that were begun. */
  async atRest(): Promise<void> {
    await Promise.allSettled(this.#working);
  }

  async #letWait(job: SimulatedJob, ms = this.#options.pace.queueMs): Promise<void> {
    const { attempt } = job;
    const { heldUntil } = this.#options.pace;
    await Promise.all([this.#sleep(ms), heldUntil?.(job.input)]);
    if (job.attempt !== attempt || job.state !== 'queued') return;
    job.ready = true;
    this.#startNext();
  }

  /** `X-Fal-Request-Timeout` bounds the time to the start, not the work (fal docs, common parameters). */
  async #limitStart(job: SimulatedJob, ms: number): Promise<void> {
    await this.#sleep(ms);
    if (job.state !== 'queued') return;
    const outcome = failedOutcome(504, 'request_timeout', 'The request did not start in time');
    this.#end(job, { ...outcome, headers: { ...outcome.headers, 'x-fal-request-timeout-type': 'user' } });
  }

  #startNext(): void {
    const { accountLimit, signal } = this.#options;
    while (!signal.aborted && this.#running.size < accountLimit) {
      const job = this.#waiting.find(({ ready }) => ready);
      if (job === undefined) return;
      this.#track(this.#run(job));
    }
  }

  async #run(job: SimulatedJob): Promise<void> {
    const { attempt } = job;
    this.#waiting = this.#waiting.filter((other) => other !== job);
    this.#running.add(job);
    job.state = 'running';
    job.startedAt = this.#options.clock.now();
    log(job, job.startedAt, `Runner ${attempt} started ${job.model.endpoint_id}`);
    this.#changes.emit(job.id);
    const work = this.#options.work(job);
    this.#track(work);
    const [outcome] = await Promise.all([work, this.#sleep(this.#options.pace.workMs)]);
    // A render that was cut short by the closing is begun again by the next simulator of the folder.
    if (this.#options.signal.aborted && outcome.http_status >= 500) return;
    if (job.attempt === attempt && job.state === 'running') this.#end(job, outcome);
  }

  #end(job: SimulatedJob, outcome: Outcome): void {
    this.#running.delete(job);
    this.#waiting = this.#waiting.filter((other) => other !== job);
    job.state = 'ended';
    job.endedAt = this.#options.clock.now();
    job.outcome = outcome;
    log(job, job.endedAt, `Ended with HTTP ${outcome.http_status}`);
    this.#ended.push(job);
    if (this.#ended.length > MOST_ENDED) this.#forgetOldest();
    this.#options.onEnd(job);
    this.#changes.emit(job.id);
    this.#startNext();
  }

  #forgetOldest(): void {
    const oldest = this.#ended.shift();
    if (oldest !== undefined) this.#jobs.delete(oldest.id);
  }

  async #sleep(ms: number): Promise<void> {
    if (ms > 0) await this.#options.clock.sleep(ms, this.#options.signal);
  }

  /** Keeps a promise until it is over; one that the closing signal ended is of no interest. */
  #track(promise: Promise<unknown>): void {
    const tracked: Promise<unknown> = promise.catch(() => {}).finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
  }
}
