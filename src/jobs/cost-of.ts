import type { Micros } from '../util/money.ts';
import type { Job } from './types.ts';

/** What the job cost, by the best that is known: fal's billing events, else its header; `null` while unknown. */
export function costOf(job: Pick<Job, 'state' | 'bill' | 'verified'>): Micros | null {
  if (job.state === 'not-sent') return 0;
  return job.verified?.micros ?? job.bill?.micros ?? null;
}
