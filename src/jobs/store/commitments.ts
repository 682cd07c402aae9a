import type { Commitment } from '../../budget/caps.ts';
import { costOf } from './cost-of.ts';
import type { ReservationAccount } from './reservations.ts';
import type { Job } from './job.ts';
import { sumOfKnown } from '../../util/money.ts';

/** What each job has taken of the caps. */
export function commitmentsOf(jobs: Iterable<Job>): Commitment[] {
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
export function commitmentsOfReservations(
  money: Iterable<ReservationAccount>,
  now: Date,
  isOwn: (experiment: string, key: string) => boolean = () => false,
): Commitment[] {
  return [...money].flatMap(({ experiment, open }) => {
    const parts = [...(open?.parts ?? [])].filter(([key]) => !isOwn(experiment, key));
    const reserved = sumOfKnown(parts.map(([, micros]) => micros));
    return reserved === 0 ? [] : [{ at: now.toISOString(), experiment, reserved, billed: null }];
  });
}
