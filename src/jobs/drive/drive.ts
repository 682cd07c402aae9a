import { FalVideoError, toErrorRecord, unknownOutcome } from '../../errors.ts';
import { collect } from './collect.ts';
import { nextStep } from '../fold.ts';
import { lookUp } from './look-up.ts';
import { fileAway, isReported, writeCreate, writeManifest } from '../run-files.ts';
import { send } from '../start/send.ts';
import type { Job } from '../types.ts';
import { HELD_MS, underLock } from '../under-lock.ts';
import { type JobUpdate, watch } from './watch.ts';
import type { Workbench } from '../workbench.ts';

export interface DriveOptions {
  signal: AbortSignal;
  onUpdate: (update: JobUpdate) => void;
  /** Whether a job that was planned and never sent may be sent now: only by the caller that asked for it. */
  maySend: boolean;
}

/** Milliseconds between tries of what failed for the moment; each list is walked once, then the driver gives up. */
const TEMPORARY_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 40_000];
/** fal's history is sure to show only what has ended, and a video takes one to six minutes. */
const LOOK_UP_MS = [2_000, 10_000, 30_000, 60_000, 120_000, 240_000, 480_000];

/**
 * Carries a job on from wherever it is, until it ends or nothing more can be done now. It may be called by
 * any number of processes: the job's lock lets one send and one collect, the journal tells the others.
 * Gives up by throwing what stood in the way; the job stays as it is, and a later call goes on.
 */
export async function drive(bench: Workbench, jobId: string, options: DriveOptions): Promise<Job> {
  const { signal } = options;
  const waits = { temporary: [...TEMPORARY_MS], lookUp: [...LOOK_UP_MS] };
  for (;;) {
    signal.throwIfAborted();
    const job = await bench.book.get(jobId);
    const step = nextStep(job);
    try {
      switch (step) {
        case 'none':
          return await finished(bench, job, signal);
        case 'watch':
          await watch(bench, job, signal, options.onUpdate).catch(async (thrown: unknown) => {
            // A request that fal goes on not knowing is over: its result says in which way.
            if (!isNotFound(thrown) || waits.temporary.length > 0) throw thrown;
            await underLock(bench, job, signal, (_, now) => collect(bench, now, signal));
          });
          break;
        case 'send':
          await underLock(bench, job, signal, options.maySend ? sendAndWrite : release);
          break;
        case 'await-sender':
          await underLock(bench, job, signal, markUnknown);
          break;
        case 'look-up': {
          const filed = await finished(bench, job, signal);
          if ((await lookUp(bench, filed)).state !== 'unknown') break;
          const wait = waits.lookUp.shift();
          if (wait === undefined) return filed;
          await bench.clock.sleep(wait, signal);
          break;
        }
        case 'collect': {
          const after = await underLock(bench, job, signal, (_, now) => collect(bench, now, signal));
          // fal says COMPLETED on the status and "in progress" on the result: it needs a moment.
          if (after.state === 'completed') await bench.clock.sleep(HELD_MS, signal);
          break;
        }
      }
    } catch (thrown) {
      const wait = isTemporary(thrown) ? waits.temporary.shift() : undefined;
      if (wait === undefined || signal.aborted) throw thrown;
      await bench.clock.sleep(wait * (0.75 + Math.random() / 2), signal);
      continue;
    }
    const after = await bench.book.get(jobId);
    if (after.state !== job.state) options.onUpdate({ job: after, logs: [] });
  }
}

/** The end of the way: the files brought up to it, by this process or by the one that is at it. */
async function finished(bench: Workbench, job: Job, signal: AbortSignal): Promise<Job> {
  let now = job;
  while (!now.filed && isReported(now)) now = await underLock(bench, now, signal, fileAway);
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
  return (await bench.book.record(job.job_id, { type: 'not-sent', error })).job;
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

const isNotFound = (thrown: unknown) =>
  thrown instanceof FalVideoError && thrown.code === 'REQUEST_NOT_FOUND';

/** A request that was only just accepted may not be known everywhere at fal yet. */
const isTemporary = (thrown: unknown) =>
  (thrown instanceof FalVideoError && thrown.temporary) || isNotFound(thrown);
