import { callOf } from '../../next-step.ts';
import type { Scope } from '../../budget/caps.ts';
import { cannotWrite, inputError, recordError } from '../../errors.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import { newId } from '../../util/ids.ts';
import { admit, spentOf, standingOf } from '../plan/admit.ts';
import type { PlannedStep } from '../plan/plan-step.ts';
import { writeBatches } from '../../store/job-files.ts';
import type { Claim } from '../../store/claims.ts';
import type { Job, JobPlan } from '../../store/job.ts';
import type { Records } from '../../store/records.ts';
import type { SubmitContext } from './run-context.ts';
import { sendAndWrite } from './run-job.ts';

export interface Started {
  job: Job;
  /** Resolves when the one POST has had its end. The caller must not leave it unobserved. */
  sent: Promise<Job>;
}

export interface StartJobOptions {
  scope: Scope;
  quote_id?: string | undefined;
  /** Asked under the lock, before one more begins; what it throws keeps it from beginning. */
  mayBegin?: (records: Records) => Promise<void>;
}

/**
 * Reserves the money and begins the job: in one step under the journal's lock the quote is checked, the caps
 * are held against everything reserved so far, and the plan is written. Then the job is sent. `null` where it needs its
 * quote first. A step that an experiment has reserved draws on that.
 */
export async function startJob(
  context: SubmitContext,
  step: PlannedStep,
  secret: Buffer,
  { scope, quote_id, mayBegin }: StartJobOptions,
): Promise<Started | null> {
  const { store, claims, clock, project } = context;
  const open = step.plan.inputs.find(({ path, url }) => path === null && url === null);
  if (open !== undefined) throw new RangeError(`${open.from ?? open.role} is not there yet`);
  const job_id = newId('job');
  // Held from before the plan is written until the POST has ended, so that no other process takes it for lost.
  const claim = await claims.take({ job: job_id }).catch(cannotWrite);
  if (claim === null) throw recordError({ code: 'LOCKED', message: `The new job ${job_id} is locked.` });
  let sending: Promise<Job> | undefined;
  try {
    const job = await store.transact(async (records, append) => {
      const same = await sameKey(records, step.plan);
      if (same !== undefined) return same;
      await mayBegin?.(records);
      const now = clock.now();
      const standing = standingOf([step], scope, await spentOf(records, scope, now), project.config, now);
      if (!(await admit(standing, scope, quote_id, secret, records, now))) return null;
      return await append(job_id, {
        type: 'planned',
        plan: { ...step.plan, quote_id: quote_id ?? null },
        // What is not known was refused above.
        reserved_micros: step.reserved ?? 0,
        simulated: context.fal.hosts.simulated,
      });
    });
    if (job === null) return null;
    if (job.job_id !== job_id) return { job, sent: Promise.resolve(job) };
    sending = writeBatches(context, [job]).then(() => sendAndWrite(context, job, claim));
    return { job, sent: releasedAfter(sending, claim) };
  } finally {
    if (sending === undefined) await claim.discard();
  }
}

async function releasedAfter(sending: Promise<Job>, claim: Claim): Promise<Job> {
  try {
    return await sending;
  } finally {
    await claim.release();
  }
}

/** A job of the same key that may have been sent. One that surely was not is no obstacle to a new one. */
async function sameKey(records: Records, plan: JobPlan): Promise<Job | undefined> {
  if (plan.idempotency_key === null) return undefined;
  const ofKey = await records.find({ keys: [plan.idempotency_key] });
  const same = ofKey.findLast(
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
    next: callOf('get_job', { job_id: same.job_id }, 'goes on with that one; a new job takes a new key.'),
    jobId: same.job_id,
  });
}
