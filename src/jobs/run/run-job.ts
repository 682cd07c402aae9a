import { callOf } from '../../next-step.ts';
import {
  type ErrorRecord,
  FalVideoError,
  fromErrorRecord,
  toErrorRecord,
  unknownOutcome,
} from '../../errors.ts';
import type { Asking } from './asking.ts';
import { collect } from './collect.ts';
import { endWithoutResult } from './end-without-result.ts';
import { hasEnded, mayBeAskedAgain, nextStep } from '../../store/fold.ts';
import { findLost } from './find-lost.ts';
import { finalize, isReported, writeCreate, writeManifest } from '../../store/job-files.ts';
import { scheduleRetry, troubleOf, untilNextTry } from './retry.ts';
import { sendJob } from './submit.ts';
import type { OnTrouble, Reading } from '../../fal/types.ts';
import type { Claim } from '../../store/claims.ts';
import type { Job } from '../../store/job.ts';
import { underClaim } from '../../store/under-claim.ts';
import { orMoved } from '../../util/own-folder.ts';
import { type JobUpdate, watchJob } from './watch.ts';
import type { SubmitContext } from './run-context.ts';

export interface RunJobOptions {
  signal: AbortSignal;
  onUpdate: (update: JobUpdate) => void;
  onTrouble: OnTrouble;
  /** Whether a job that was planned and never sent may be sent now: only by the caller that asked for it. */
  maySend: boolean;
  /** One try is made at once of what failed before when somebody asks, even while this waits. */
  asking: Asking;
}

/** Milliseconds between tries of what failed for the moment before a request id was known. */
const TEMPORARY_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 40_000];
/** fal's history is sure to show only what has ended, and a video takes one to six minutes. */
const FIND_LOST_MS = [2_000, 10_000, 30_000, 60_000, 120_000, 240_000, 480_000];
/** A request that fal goes on not knowing for so many tries is over: its result says in which way. */
const MOST_NOT_FOUND = 6;

/**
 * Carries a job on from wherever it is, until it ends or nothing more can be done now. It may be called by
 * any number of processes: its claim lets one send and one collect, the journal tells the others.
 * Gives up by throwing what stood in the way; the job stays as it is, and a later call goes on.
 */
export async function runJob(context: SubmitContext, jobId: string, options: RunJobOptions): Promise<Job> {
  const { signal, onUpdate, onTrouble, asking } = options;
  const waits = { temporary: [...TEMPORARY_MS], findLost: [...FIND_LOST_MS] };
  let tried = false;
  for (;;) {
    signal.throwIfAborted();
    const job = await context.store.get(jobId);
    const again = asking.heard();
    if (!again) await untilNextTry(context, job, tried, asking, signal);
    const step = again && mayBeAskedAgain(job) ? 'collect' : nextStep(job);
    let passing: FalVideoError | null = null;
    const reading: Reading = { signal, onTrouble: (trouble) => onTrouble((passing = trouble)) };
    try {
      switch (step) {
        case 'none':
          return await finished(context, job, signal);
        case 'watch':
          if (isLost(job)) await underClaim(context, job, signal, (_, now) => collect(context, now, reading));
          else await watchJob(context, job, reading, onUpdate);
          break;
        case 'send':
          await underClaim(context, job, signal, options.maySend ? sendAndWrite : release);
          break;
        case 'await-sender':
          await underClaim(context, job, signal, markUnknown);
          break;
        case 'find-lost': {
          const finalized = await finished(context, job, signal);
          if ((await findLost(context, finalized)).state !== 'unknown') break;
          const wait = waits.findLost.shift();
          if (wait === undefined) return finalized;
          await asking.sleep(context.clock, wait, signal);
          break;
        }
        case 'collect':
          await underClaim(context, job, signal, (_, now) => collect(context, now, reading));
          break;
      }
    } catch (thrown) {
      const trouble = signal.aborted ? passing : troubleOf(await orMoved(thrown, context.project.root));
      // Whoever stops in the middle of tries leaves behind why they were needed.
      if (trouble === null) throw thrown;
      if (step === 'watch' || step === 'collect') {
        if (hasEnded(job)) throw trouble;
        if (signal.aborted && (await context.store.get(jobId)).state !== job.state) throw thrown;
        const end = () => endWithoutResult(job, trouble);
        await scheduleRetry(context, job, asTemporary(trouble), job.missing, end);
      } else {
        const wait = isTemporary(trouble) ? waits.temporary.shift() : undefined;
        if (wait === undefined) throw trouble;
        await asking.sleep(context.clock, wait * (0.75 + Math.random() / 2), signal);
        continue;
      }
    }
    const after = await context.store.get(jobId);
    tried = after.retry !== null && after.retry.attempts !== job.retry?.attempts;
    if (tried) await finished(context, after, signal);
    if (tried || after.state !== job.state) onUpdate({ job: after, logs: [] });
  }
}

/** The end of the way: the files brought up to it, by this process or by the one that is at it. */
async function finished(context: SubmitContext, job: Job, signal: AbortSignal): Promise<Job> {
  let now = job;
  while (!now.finalized && isReported(now)) now = await underClaim(context, now, signal, finalize);
  return now;
}

/** Sends a planned job that the caller has claimed. */
export async function sendAndWrite(context: SubmitContext, job: Job, claim: Claim): Promise<Job> {
  const sent = await sendJob(context, job, claim);
  await writeCreate(context, sent);
  await writeManifest(context, sent);
  return sent;
}

/** Whoever planned it is gone, and nothing was sent: the reservation is given back, and no money follows. */
async function release(context: SubmitContext, job: Job): Promise<Job> {
  const error = toErrorRecord(
    new FalVideoError('network', {
      code: 'INTERRUPTED_BEFORE_SENDING',
      message:
        'The process that planned the job ended before it was sent. Nothing was sent, nothing is billed.',
      next: 'Start the job again if it is still wanted.',
    }),
  );
  return (await context.store.record(job, { type: 'not-sent', error })).job;
}

/** The sender's claim is free and there is no answer: it died in between, and the POST may have arrived. */
async function markUnknown(context: SubmitContext, job: Job): Promise<Job> {
  const error = toErrorRecord(
    unknownOutcome({
      code: 'INTERRUPTED_WHILE_SENDING',
      message: 'The process that sent the job ended before the answer of fal was written down.',
      next: callOf(
        'get_job',
        { job_id: job.job_id },
        'looks for the request in the history of fal; it is never sent again by itself.',
      ),
    }),
  );
  return (await context.store.record(job, { type: 'unknown', error })).job;
}

const isNotFound = ({ code }: Pick<ErrorRecord, 'code'>) => code === 'REQUEST_NOT_FOUND';

const isLost = ({ retry, error }: Job) =>
  retry !== null && retry.attempts >= MOST_NOT_FOUND && error !== null && isNotFound(error);

/** A request that was only just accepted may not be known everywhere at fal yet. */
const isTemporary = (trouble: FalVideoError) => trouble.temporary || isNotFound(trouble);
const asTemporary = (trouble: FalVideoError) =>
  isNotFound(trouble) ? fromErrorRecord({ ...toErrorRecord(trouble), temporary: true }) : trouble;
