import { checkCaps } from '../../budget/caps.ts';
import { checkQuote } from '../../budget/quote.ts';
import { budgetError, cannotWrite, inputError, recordError } from '../../errors.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { newId } from '../../util/ids.ts';
import { type Lock, tryAcquire } from '../../util/lock.ts';
import { formatUsd } from '../../util/money.ts';
import { sendAndWrite } from '../drive/drive.ts';
import { claimsOf, claimsOfHolds } from './claims.ts';
import { type ExperimentMoney, isHeld } from './hold.ts';
import type { Planned } from './prepare.ts';
import { writeBatch } from '../run-files.ts';
import type { Job, JobPlan } from '../types.ts';
import type { Workbench } from '../workbench.ts';

export interface Started {
  job: Job;
  /** Resolves when the one POST has had its end. The caller must not leave it unobserved. */
  sent: Promise<Job>;
}

/** Asked of all jobs, under the lock, before one more begins; what it throws keeps it from beginning. */
export type MayBegin = (jobs: ReadonlyMap<string, Job>) => void;

/**
 * Reserves the money and begins the job: in one step under the journal's lock the quote is checked, the caps
 * are held against everything reserved so far, and the plan is written. Then the job is sent.
 */
export async function start(
  bench: Workbench,
  { plan, reserved }: Planned,
  secret: Buffer,
  mayBegin: MayBegin = () => undefined,
): Promise<Started> {
  const job_id = newId('job');
  // Held from before the plan is written until the POST has ended, so that no other process takes it for lost.
  const lock = await tryAcquire(bench.project.places.jobLock(job_id)).catch(cannotWrite);
  if (lock === null) throw recordError({ code: 'LOCKED', message: `The new job ${job_id} is locked.` });
  let sending: Promise<Job> | undefined;
  try {
    const job = await bench.book.decide(async (jobs, append, holds) => {
      const same = sameKey(jobs, plan);
      if (same !== undefined) return same;
      mayBegin(jobs);
      const now = bench.clock.now();
      if (!isHeld(holds.all, plan, reserved)) {
        checkConsent(bench, { plan, reserved }, secret, now, usedIn(jobs, holds.all));
      }
      const { experiment, idempotency_key: key } = plan;
      const held = claimsOfHolds(holds.all.values(), now, (one, part) => one === experiment && part === key);
      checkCaps(reserved, [...claimsOf(jobs.values()), ...held], bench.project.config, now, experiment);
      return await append(job_id, {
        type: 'planned',
        plan,
        reserved_micros: reserved,
        simulated: bench.fal.hosts.simulated,
      });
    });
    if (job.job_id !== job_id) return { job, sent: Promise.resolve(job) };
    sending = writeBatch(bench, job).then(() => sendAndWrite(bench, job));
    return { job, sent: releasedAfter(sending, lock) };
  } finally {
    if (sending === undefined) await lock.discard();
  }
}

/** Whether a quote has had its use, for a job or for an experiment. */
export const usedIn =
  (jobs: ReadonlyMap<string, Job>, money: ReadonlyMap<string, ExperimentMoney>) => (quoteId: string) =>
    [...jobs.values()].some(({ plan }) => plan.quote_id === quoteId) ||
    [...money.values()].some(({ quotes }) => quotes.has(quoteId));

async function releasedAfter(sending: Promise<Job>, lock: Lock): Promise<Job> {
  try {
    return await sending;
  } finally {
    await lock.release();
  }
}

/** A job of the same key that may have been sent. One that surely was not is no obstacle to a new one. */
function sameKey(jobs: ReadonlyMap<string, Job>, plan: JobPlan): Job | undefined {
  if (plan.idempotency_key === null) return undefined;
  const same = [...jobs.values()].findLast(
    (job) => job.plan.idempotency_key === plan.idempotency_key && job.state !== 'not-sent',
  );
  if (same === undefined) return undefined;
  if (
    same.plan.endpoint_id === plan.endpoint_id &&
    canonicalJson(same.plan.arguments) === canonicalJson(plan.arguments)
  ) {
    return same;
  }
  throw inputError({
    code: 'IDEMPOTENCY_MISMATCH',
    message: `The idempotency key ${plan.idempotency_key} belongs to ${same.job_id}, which has another model or other arguments.`,
    next: 'Use a new key for a new job, or get_job to go on with that one.',
    jobId: same.job_id,
  });
}

/** A quote must fit; without one, only what is cheap enough may run. */
function checkConsent(
  { project }: Workbench,
  { plan, reserved }: Planned,
  secret: Buffer,
  now: Date,
  used: (quoteId: string) => boolean,
): void {
  const { endpoint_id, estimate } = plan;
  if (plan.quote_id !== null) {
    const subject = { endpoint_id, arguments: plan.arguments, high: estimate.high };
    checkQuote(plan.quote_id, subject, secret, now, used);
  } else if (estimate.high === null || reserved > project.config.ask_above) {
    const most = estimate.high === null ? null : reserved;
    throw budgetError({
      code: 'QUOTE_NEEDED',
      message: `This costs up to ${formatUsd(most)}, above ${formatUsd(project.config.ask_above)}: it needs a quote. Nothing was sent.`,
      next: 'Show the price to the user; then call again with the quote_id of estimate_cost.',
    });
  }
}
