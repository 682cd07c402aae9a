import { formatUsd, type Micros } from '../util/money.ts';
import { costOf, isAboveQuote } from './cost-of.ts';
import { disputeOf } from './dispute.ts';
import type { Job } from './job.ts';

/**
 * What has to be said beside a job's bill: why it is not known, that it is disputed (with both figures), whose word
 * it is, or that it is above what was quoted. `null` where nothing has.
 */
export function billNote(job: Job): string | null {
  const { bill, told_micros: told } = job;
  const reasons = [
    bill?.reason ?? null,
    told !== null && job.verified === null ? toldText(told, bill?.micros ?? null) : null,
    aboveText(job),
  ];
  const said = reasons.filter((reason) => reason !== null);
  return disputeText(job) ?? (said.length === 0 ? null : said.join('; '));
}

/** The same of a cost that is known. */
export const costNote = (job: Job) => (costOf(job) === null ? null : billNote(job));

/** `billed $2.50, 16.7 x the estimate of $0.15: disputed, and counted at $2.50`. */
function disputeText(job: Job): string | null {
  const dispute = disputeOf(job);
  if (dispute === null) return null;
  const { billed, low, high, counted } = dispute;
  const range = low === high ? '' : ` (quoted ${formatUsd(low)} to ${formatUsd(high)})`;
  return `billed ${timesEstimate(job, billed)}${range}: disputed, and counted at ${formatUsd(counted)}`;
}

/** `billed $0.504167, 1.26 x the estimate of $0.40`; `null` for what cost no more than it was quoted at. */
function aboveText(job: Job): string | null {
  const cost = costOf(job);
  if (cost === null || !isAboveQuote(job)) return null;
  return `${cost === job.bill?.micros ? 'billed' : 'cost'} ${timesEstimate(job, cost)}`;
}

/** `$0.504167, 12.6 x the estimate of $0.04`; without an estimate, beside what was reserved. */
export function timesEstimate({ plan, reserved_micros }: Job, cost: Micros): string {
  const { expected } = plan.estimate;
  return expected === null || expected === 0
    ? `${formatUsd(cost)}, for which ${formatUsd(reserved_micros)} were reserved`
    : `${formatUsd(cost)}, ${Number((cost / expected).toPrecision(3))} x the estimate of ${formatUsd(expected)}`;
}

const toldText = (told: Micros, billed: Micros | null) =>
  `${formatUsd(told)} by the word of the user${billed === null ? '' : `, where fal billed ${formatUsd(billed)}`}`;
