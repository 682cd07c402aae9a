import type { Micros } from '../util/money.ts';
import type { Job } from './job.ts';

/** A bill that is so far from its quote that one of the two is wrong, and nobody has said which. */
export interface Dispute {
  billed: Micros;
  /** The lowest and highest figure of the quote. */
  low: Micros;
  high: Micros;
  /** What counts until it is settled: the dearer of both. */
  counted: Micros;
}

/** Nearer than three times, a price has changed; further, a unit is not what it was taken for. */
const FAR = 3;

/** What `disputeOf` looks at. */
export type Billed = Pick<Job, 'state' | 'plan' | 'bill' | 'verified' | 'told_micros'>;

/**
 * Whether a job's bill (units × unit price) is disputed: above three times its quote's highest figure, or below a
 * third of its lowest. What came to nothing may cost little. Billing events settle it, and the word of the user.
 */
export function disputeOf({ state, plan, bill, verified, told_micros }: Billed): Dispute | null {
  const billed = bill?.method === 'billable-units' ? bill.micros : null;
  if (billed === null || verified !== null || told_micros !== null) return null;
  const { low, high } = plan.estimate;
  if (low === null || high === null) return null;
  const above = billed > FAR * high;
  const below = billed * FAR < low && !CAME_TO_NOTHING.includes(state);
  return above || below ? { billed, low, high, counted: Math.max(billed, high) } : null;
}

const CAME_TO_NOTHING: readonly Job['state'][] = ['failed', 'cancelled', 'expired'];
