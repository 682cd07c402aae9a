import type { Micros } from '../util/money.ts';
import { type Billed, disputeOf } from './dispute.ts';
import type { Job } from './job.ts';

/**
 * What the job cost, by the best that is known: fal's billing events, else the user's word, else its header. A
 * disputed bill counts at the dearer of both figures; `null` while nothing is known.
 */
export function costOf(job: Billed): Micros | null {
  if (job.state === 'not-sent') return 0;
  return job.verified?.micros ?? job.told_micros ?? disputeOf(job)?.counted ?? job.bill?.micros ?? null;
}

/** What fal billed, as its header says; `null` while that is not known. What was never sent is billed nothing. */
export const billedOf = ({ state, bill }: Pick<Job, 'state' | 'bill'>): Micros | null =>
  state === 'not-sent' ? 0 : (bill?.micros ?? null);

/** Whether it cost more than was quoted, or, where no price was, than was reserved for it. */
export function isAboveQuote(job: Billed & Pick<Job, 'reserved_micros'>): boolean {
  const cost = costOf(job);
  return cost !== null && exceeds(cost, job.plan.estimate.high ?? job.reserved_micros);
}

/** Whether it was made for less than the lowest figure that was quoted. */
export function isBelowQuote(job: Billed): boolean {
  const cost = costOf(job);
  const { low } = job.plan.estimate;
  if (cost === null || low === null || job.state !== 'collected') return false;
  return exceeds(low, disputeOf(job)?.billed ?? cost);
}

/** By more than rounding: fal counts units to a few decimals. */
const exceeds = (amount: Micros, limit: Micros) => amount - limit > Math.max(1, limit / 1000);

/** Four decimals tell a tenth of a percent; `null` where there is nothing to divide by. */
export const ratio = (paid: Micros, asked: Micros) =>
  asked === 0 ? null : Math.round((paid / asked) * 10_000) / 10_000;
