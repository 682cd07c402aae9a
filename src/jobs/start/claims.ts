import type { Claim } from '../../budget/caps.ts';
import { costOf } from '../cost-of.ts';
import type { ExperimentMoney } from './hold.ts';
import type { Job } from '../types.ts';

/** What each job has taken of the caps. */
export function claimsOf(jobs: Iterable<Job>): Claim[] {
  return [...jobs].map((job) => ({
    at: job.times.planned ?? job.updated_at,
    experiment: job.plan.experiment,
    reserved: job.reserved_micros,
    billed: costOf(job),
  }));
}

/**
 * What experiments hold for jobs that they have yet to start, without the parts that `isOwn` names. It counts
 * for the day that it is now: that is when they would start.
 */
export function claimsOfHolds(
  money: Iterable<ExperimentMoney>,
  now: Date,
  isOwn: (experiment: string, key: string) => boolean = () => false,
): Claim[] {
  return [...money].flatMap(({ experiment, open }) => {
    const parts = [...(open?.parts ?? [])].filter(([key]) => !isOwn(experiment, key));
    const reserved = parts.reduce((sum, [, micros]) => sum + micros, 0);
    return reserved === 0 ? [] : [{ at: now.toISOString(), experiment, reserved, billed: null }];
  });
}
