import type { PriceEstimate } from '../../models/types.ts';
import { formatUsd, type Micros, sumOfKnown } from '../../util/money.ts';
import { timesEstimate } from '../store/bill-note.ts';
import { costOf, isAboveQuote, ratio } from '../store/cost-of.ts';
import { disputeOf } from '../store/dispute.ts';
import type { Job } from '../store/job.ts';

/** What jobs of the endpoint really cost, carried over to what is asked now. */
export interface PriceHistory {
  /** How many it is drawn from. */
  jobs: number;
  /** Cost ÷ estimate over all of them; `null` where they had no estimates. */
  drift_ratio: number | null;
  /**
   * What this would cost if it strayed from its estimate as the best and the worst of them did; where it
   * has no estimate, the least and the most that one of them cost.
   */
  low: Micros;
  high: Micros;
}

/** Fewer tell chance, not the price; but one that cost more than was quoted tells that it can. */
const FEWEST = 5;
/** Prices change: older jobs than the newest fifty say little. */
const NEWEST = 50;

/**
 * `null` until five collected jobs of the endpoint have a known cost, or one was dearer than its quote. Jobs that
 * failed tell no price, nor do bills that are disputed.
 */
export function priceHistory(
  jobs: Iterable<Job>,
  endpointId: string,
  estimate: Pick<PriceEstimate, 'expected'>,
): PriceHistory | null {
  const paid = [...jobs]
    .filter(({ state, plan }) => state === 'collected' && plan.endpoint_id === endpointId)
    .filter((job) => disputeOf(job) === null)
    .toSorted((a, b) => (b.times.planned ?? '').localeCompare(a.times.planned ?? ''))
    .flatMap((job) => {
      const cost = costOf(job);
      return cost === null
        ? []
        : [{ cost, estimate: job.plan.estimate.expected ?? 0, dearer: isAboveQuote(job) }];
    });
  const { expected } = estimate;
  if (expected === null) {
    const newest = paid.slice(0, NEWEST);
    if (!tells(newest)) return null;
    return { jobs: newest.length, drift_ratio: null, ...range(newest.map(({ cost }) => cost)) };
  }
  const compared = paid.filter((job) => job.estimate > 0).slice(0, NEWEST);
  if (!tells(compared)) return null;
  return {
    jobs: compared.length,
    drift_ratio: ratio(
      sumOfKnown(compared.map(({ cost }) => cost)),
      sumOfKnown(compared.map((job) => job.estimate)),
    ),
    ...range(compared.map((job) => (expected * job.cost) / job.estimate)),
  };
}

/** What such jobs did cost, where that is more than is quoted now. */
export const dearerHistory = (high: Micros | null, history: PriceHistory | null) =>
  history !== null && history.high > (high ?? 0) ? history : null;

/** `7 jobs billed: 1.02 x the estimate, which makes $0.55 to $0.58 here.` */
export function historyNote({ jobs, drift_ratio, low, high }: PriceHistory, ruleHigh: Micros | null): string {
  const range = low === high ? formatUsd(high) : `${formatUsd(low)} to ${formatUsd(high)}`;
  const billed = `${jobs} ${jobs === 1 ? 'job' : 'jobs'} billed`;
  if (drift_ratio === null) return `${billed}: ${range} each; no rule tells the price beforehand.`;
  const found = `${billed}: ${drift_ratio} x the estimate, which makes ${range} here`;
  return ruleHigh !== null && high > ruleHigh ? `${found}; the caps count ${formatUsd(high)}.` : `${found}.`;
}

/** What the disputed bills of the endpoint say, which no price is drawn from; `null` where there are none. */
export function disputeNote(jobs: Iterable<Job>, endpointId: string): string | null {
  const disputed = [...jobs].filter((job) => job.plan.endpoint_id === endpointId && disputeOf(job) !== null);
  const newest = disputed.at(-1);
  if (newest === undefined) return null;
  const bills = disputed.length === 1 ? 'A bill' : `${disputed.length} bills`;
  const billed = timesEstimate(newest, newest.bill?.micros ?? 0);
  return `${bills} of this endpoint, ${newest.job_id} at ${billed}, ${disputed.length === 1 ? 'is' : 'are'} disputed and not in this price.`;
}

const tells = (paid: readonly { dearer: boolean }[]) =>
  paid.length >= FEWEST || paid.some(({ dearer }) => dearer);

const range = (amounts: readonly number[]) => ({
  low: Math.floor(Math.min(...amounts)),
  high: Math.ceil(Math.max(...amounts)),
});
