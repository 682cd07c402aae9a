import type { PriceEstimate } from '../../models/types.ts';
import { formatUsd, type Micros, sumOfKnown } from '../../util/money.ts';
import { timesEstimate } from '../../store/bill-note.ts';
import type { PaidJob, Records } from '../../store/records.ts';
import { ratio } from '../../store/cost-of.ts';
import type { Job } from '../../store/job.ts';

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

/** What is known of the costs of an endpoint. */
export interface PaidBefore {
  /** The newest with a known cost, and of those with an estimate, too. */
  paid: readonly PaidJob[];
  compared: readonly PaidJob[];
  disputed: { count: number; newest: Job | undefined };
}

export async function readPaidBefore(
  endpointId: string,
  records: Pick<Records, 'paid' | 'disputed'>,
): Promise<PaidBefore> {
  return {
    paid: await records.paid(endpointId, { compared: false, limit: NEWEST }),
    compared: await records.paid(endpointId, { compared: true, limit: NEWEST }),
    disputed: await records.disputed(endpointId),
  };
}

/**
 * `null` until five collected jobs of the endpoint have a known cost, or one was dearer than its quote. Jobs that
 * failed tell no price, nor do bills that are disputed.
 */
export function priceHistory(
  { paid, compared }: Pick<PaidBefore, 'paid' | 'compared'>,
  { expected }: Pick<PriceEstimate, 'expected'>,
): PriceHistory | null {
  if (expected === null) {
    if (!tells(paid)) return null;
    return { jobs: paid.length, drift_ratio: null, ...range(paid.map(({ cost }) => cost)) };
  }
  if (!tells(compared)) return null;
  const estimates = compared.map((job) => job.expected ?? 0);
  return {
    jobs: compared.length,
    drift_ratio: ratio(sumOfKnown(compared.map(({ cost }) => cost)), sumOfKnown(estimates)),
    ...range(compared.map(({ cost }, at) => (expected * cost) / (estimates[at] ?? 1))),
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
export function disputeNote({ disputed: { count, newest } }: Pick<PaidBefore, 'disputed'>): string | null {
  if (newest === undefined) return null;
  const bills = count === 1 ? 'A bill' : `${count} bills`;
  const billed = timesEstimate(newest, newest.bill?.micros ?? 0);
  return `${bills} of this endpoint, ${newest.job_id} at ${billed}, ${count === 1 ? 'is' : 'are'} disputed and not in this price.`;
}

const tells = (paid: readonly PaidJob[]) =>
  paid.length >= FEWEST || paid.some(({ above_quote }) => above_quote);

const range = (amounts: readonly number[]) => ({
  low: Math.floor(Math.min(...amounts)),
  high: Math.ceil(Math.max(...amounts)),
});
