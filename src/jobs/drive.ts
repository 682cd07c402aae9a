import { FalVideoError, toErrorRecord, unknownOutcome } from '../errors.ts';
import { tryAcquire } from '../util/lock.ts';
import { collect } from './collect.ts';
import { nextStep } from './fold.ts';
import { lookUp } from './look-up.ts';
import { fileAway, isReported, writeCreate, writeManifest } from './run-files.ts';
import { send } from './send.ts';
import type { Job } from './types.ts';
import { type JobUpdate, watch } from './watch.ts';
import type { Workbench } from './workbench.ts';

export interface DriveOptions {
  signal: AbortSignal;
  onUpdate: (update: JobUpdate) => void;
  /** Whether a job that was planned and never sent may be sent now: only by the caller that asked for it. */
  maySend: boolean;
  pauses?: Partial<Pauses>;
}

/** Milliseconds. */
export interface Pauses {
  /** Between looks at a job that another process holds. */
  held: number;
  /** Between tries of what failed for the moment: each list is walked once, then the driver gives up. */
  temporary: readonly number[];
  lookUp: readonly number[];
}

const PAUSES: Pauses = {
  held: 150,
  temporary: [1_000, 2_000, 5_000, 10_000, 20_000, 40_000],
  lookUp: [1_000, 5_000, 20_000],
};

/**
 * Carries a job on from wherever it is, until it ends or nothing more can be done now. It may be called by
 * any number of processes: the job's lock lets one send and one collect, the journal tells the others.
 * Gives up by throwing what stood in the way; the job stays as it is, and a later call goes on.
 */
export async function drive(bench: Workbench, jobId: string, options: DriveOptions): Promise<Job> {
  const pauses = { ...PAUSES, ...options.pauses };
  const turn: Turn = { held: pauses.held, signal: options.signal };
  const waits = { temporary: [...pauses.temporary], lookUp: [...pauses.lookUp] };
  for (;;) {
    options.signal.throwIfAborted();
    const job = await bench.book.get(jobId);
    const step = nextStep(job);
    try {
      switch (step) {
        case 'none':
          return await finished(bench, job, turn);
        case 'watch':
          await watch(bench, job, options.signal, options.onUpdate);
          break;
        case 'send':
          if (!options.maySend) return await underLock(bench, job, turn, release);
          await underLock(bench, job, turn, sendAndWrite);
          break;
        case 'await-sender':
          await underLock(bench, job, turn, markUnknown);
          break;
        case 'look-up': {
          if ((await lookUp(bench, job)).state !== 'unknown') break;
          const wait = waits.lookUp.shift();
          if (wait === undefined) return await finished(bench, job, turn);
          await bench.clock.sleep(wait, options.signal);
          break;
        }
        case 'collect': {
          const after = await underLock(bench, job, turn, collect);
          // fal says COMPLETED on the status and "in progress" on the result: it needs a moment.
          if (after.state === 'completed') await bench.clock.sleep(pauses.held, options.signal);
          break;
        }
      }
    } catch (thrown) {
      const wait = isTemporary(thrown) ? waits.temporary.shift() : undefined;
      if (wait === undefined || options.signal.aborted) throw thrown;
      await bench.clock.sleep(wait * (0.75 + Math.random() / 2), options.signal);
      continue;
    }
    const after = await bench.book.get(jobId);
    if (after.state !== job.state) options.onUpdate({ job: after, logs: [] });
  }
}

/** How to wait for a job that somebody else holds. */
interface Turn {
  held: number;
  signal: AbortSignal;
}

/** The end of the way: the files brought up to it, by this process or by the one that is at it. */
async function finished(bench: Workbench, job: Job, turn: Turn): Promise<Job> {
  let now = job;
  while (!now.filed && isReported(now)) now = await underLock(bench, now, turn, fileAway);
  return now;
}

/** Sends a planned job whose lock the caller holds. */
export async function sendAndWrite(bench: Workbench, job: Job): Promise<Job> {
  await writeManifest(bench, job);
  const sent = await send(bench, job);
  await writeCreate(bench, sent);
  await writeManifest(bench, sent);
  return sent;
}

/** Whoever planned it is gone, and nothing was sent: the reservation is given back, and no money follows. */
async function release(bench: Workbench, job: Job): Promise<Job> {
  const error = toErrorRecord(
    new FalVideoError('network', {
      code: 'INTERRUPTED_BEFORE_SENDING',
      message:
        'The process that planned the job ended before it was sent. Nothing was sent, nothing is billed.',
      next: 'Start the job again if it is still wanted.',
    }),
  );
  return await fileAway(bench, (await bench.book.record(job.job_id, { type: 'not-sent', error })).job);
}

/** The sender's lock is free and there is no answer: it died in between, and the POST may have arrived. */
async function markUnknown(bench: Workbench, job: Job): Promise<Job> {
  const error = toErrorRecord(
    unknownOutcome({
      code: 'INTERRUPTED_WHILE_SENDING',
      message: 'The process that sent the job ended before the answer of fal was written down.',
      next: 'get_job looks for the request in the history of fal; it is never sent again by itself.',
    }),
  );
  return (await bench.book.record(job.job_id, { type: 'unknown', error })).job;
}

/**
 * Runs the work while this process alone holds the job. If another one does, waits a moment and gives back
 * the job as it then is; if the job has moved on meanwhile, leaves it.
 */
async function underLock(
  bench: Workbench,
  job: Job,
  { held, signal }: Turn,
  work: (bench: Workbench, job: Job) => Promise<Job>,
): Promise<Job> {
  const lock = await tryAcquire(bench.project.places.jobLock(job.job_id));
  if (lock === null) {
    await bench.clock.sleep(held * (0.5 + Math.random()), signal);
    return await bench.book.get(job.job_id);
  }
  try {
    const now = await bench.book.get(job.job_id);
    return now.state === job.state ? await work(bench, now) : now;
  } finally {
    await lock.release();
  }
}

const isTemporary = (thrown: unknown) => thrown instanceof FalVideoError && thrown.temporary;
