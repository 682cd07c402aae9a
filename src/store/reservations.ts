import type { Commitment } from '../budget/caps.ts';
import { type Micros, sumOfKnown } from '../util/money.ts';
import type { JobEvent, JobPlan } from './job.ts';

/** What is kept for one job that an experiment has yet to start. */
export interface ReservedPart {
  /** The idempotency key that the job will have. */
  key: string;
  reserved_micros: Micros;
}

/** The journal's events about the money of a whole experiment. Each stands without a job. */
export type ReservationEvent =
  | {
      type: 'held';
      experiment: string;
      hold_id: string;
      /** Name of its folder; the first hold decides it for good. */
      batch: string;
      /** The quote that the user agreed to; `null` where the sum needed none. */
      quote_id: string | null;
      parts: ReservedPart[];
    }
  | { type: 'hold-released'; experiment: string; hold_id: string };

/** The money of one experiment, as the journal tells it. */
export interface ReservationAccount {
  experiment: string;
  batch: string;
  /** What was agreed to, by key: the same job at the same price is not asked about twice. */
  agreed: Map<string, Micros>;
  quotes: Set<string>;
  /** Every hold there was: where journals were merged, its line may stand there twice. */
  holds: Set<string>;
  /** Held for jobs that have not been planned yet; `null` between runs. */
  open: { hold_id: string; parts: Map<string, Micros> } | null;
}

/** Everything that stands in the journal. */
export type StoreEvent = JobEvent | ReservationEvent;

export const isReservationEvent = (event: { type: string }): event is ReservationEvent =>
  event.type === 'held' || event.type === 'hold-released';

/** A newer hold of the same experiment takes the place of the older: only one run of it lives at a time. */
export function foldReservation(all: Map<string, ReservationAccount>, event: ReservationEvent): void {
  const { experiment, hold_id } = event;
  const known = all.get(experiment);
  if (event.type === 'hold-released') {
    if (known?.open?.hold_id === hold_id) known.open = null;
    return;
  }
  if (known?.holds.has(hold_id) === true) return;
  const parts = new Map(event.parts.map(({ key, reserved_micros }) => [key, reserved_micros]));
  all.set(experiment, {
    experiment,
    batch: known?.batch ?? event.batch,
    agreed: new Map([...(known?.agreed ?? []), ...parts]),
    quotes: new Set([...(known?.quotes ?? []), ...(event.quote_id === null ? [] : [event.quote_id])]),
    holds: new Set([...(known?.holds ?? []), hold_id]),
    open: { hold_id, parts },
  });
}

/** A job that is planned takes over what was held for it, in the same line of the journal. */
export function drawOn(all: ReadonlyMap<string, ReservationAccount>, plan: JobPlan): void {
  if (plan.experiment === null || plan.idempotency_key === null) return;
  all.get(plan.experiment)?.open?.parts.delete(plan.idempotency_key);
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
