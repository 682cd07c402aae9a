import type { PriceEstimate } from '../../models/types.ts';
import type { Micros } from '../../util/money.ts';
import { costOf } from '../cost-of.ts';
import { ratio } from '../reconcile/drift.ts';
import type { Job } from '../types.ts';

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

/** Fewer tell chance, not the price. */
const FEWEST = 5;
/** Prices change: older jobs than the newest fifty say little. */
const NEWEST = 50;

/** `null` until five collected jobs of the endpoint have a known cost. Jobs that failed tell no price. */
export function priceHistory(
  jobs: Iterable<Job>,
  endpointId: string,
  estimate: Pick<PriceEstimate, 'expected'>,
): PriceHistory | null {
  const paid = [...jobs]
    .filter(({ state, plan }) => state === 'collected' && plan.endpoint_id === endpointId)
    .toSorted((a, b) => (b.times.planned ?? '').localeCompare(a.times.planned ?? ''))
    .flatMap((job) => {
      const cost = costOf(job);
      return cost === null ? [] : [{ cost, estimate: job.plan.estimate.expected ?? 0 }];
    });
  const { expected } = estimate;
  if (expected === null) {
    const costs = paid.slice(0, NEWEST).map(({ cost }) => cost);
    return costs.length < FEWEST ? null : { jobs: costs.length, drift_ratio: null, ...range(costs) };
  }
  const compared = paid.filter((job) => job.estimate > 0).slice(0, NEWEST);
  if (compared.length < FEWEST) return null;
  return {
    jobs: compared.length,
    drift_ratio: ratio(sum(compared.map(({ cost }) => cost)), sum(compared.map((job) => job.estimate))),
    ...range(compared.map((job) => (expected * job.cost) / job.estimate)),
  };
}

/** What the caps count: the dearer of what would be reserved by its rule, or its ceiling, and what history says. */
export const dearest = (reserved: Micros, history: PriceHistory | null): Micros =>
  Math.max(reserved, history?.high ?? 0);

const range = (amounts: readonly number[]) => ({
  low: Math.floor(Math.min(...amounts)),
  high: Math.ceil(Math.max(...amounts)),
});
const sum = (amounts: readonly Micros[]) => amounts.reduce((total, amount) => total + amount, 0);
