import { noCharge } from '../../src/budget/bill.ts';
import { toErrorRecord, unknownOutcome } from '../../src/errors.ts';
import { BARE_ANSWER, type JobEvent, type OutputFile } from '../../src/store/job.ts';
import type { ReservationEvent } from '../../src/store/reservations.ts';
import { billOf, planOf, submittedAs } from './journal-lines.ts';

/** Few of each, so that they meet. */
export const JOBS = ['job_0', 'job_1', 'job_2', 'job_3', 'job_4'];
export const REQUESTS = ['r0', 'r1', 'r2'];
export const EXPERIMENTS = ['walk', 'run'];
export const ENDPOINTS = ['a/b', 'c/d'];
export const CELLS = ['a', 'b'];
export const BATCHES = ['x', 'y'];
export const KEYS = ['walk/a', 'walk/b', 'run/a'];
export const QUOTES = ['q_0', 'q_1', 'q_2'];
const ESTIMATES: [number | null, number | null, number | null][] = [
  [null, null, null],
  [null, 100, null],
  [100, 100, 200],
  [900, 1_000, 1_000],
  [0, 0, 0],
];
const COSTS = [null, 0, 50, 100, 250, 1_000, 5_000];
const error = toErrorRecord(unknownOutcome({ code: 'X', message: 'x' }));
const missing = (name: string) => ({
  name,
  url: `https://v3.fal.media/${name}`,
  content_type: null,
  error: null,
});

/** Chooses among what there is: the same seed chooses the same. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(count: number): number {
    // Numerical Recipes; its low bits repeat soon.
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return (this.#state >>> 8) % count;
  }

  from<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** One of each kind. */
export function anyEvents(draw: Draw): JobEvent[] {
  const cost = draw.from(COSTS);
  const bill = draw.below(4) === 0 ? noCharge('not-accepted') : billOf(cost);
  const number = draw.below(3);
  const [low, expected, high] = draw.from(ESTIMATES);
  const experiment = draw.from([null, ...EXPERIMENTS]);
  const plan = planOf({
    estimate: { ...planOf().estimate, low, expected, high },
    experiment,
    cell: draw.from([null, ...CELLS]),
    endpoint_id: ENDPOINTS[number % 2] ?? '',
    model_alias: number === 0 ? null : 'an-alias',
    batch: BATCHES[number % 2] ?? '',
    idempotency_key: [null, ...KEYS][draw.below(4)] ?? null,
    quote_id: [null, ...QUOTES][draw.below(4)] ?? null,
  });
  const answer = number === 0 ? null : BARE_ANSWER;
  return [
    { type: 'planned', plan, reserved_micros: 300 + number, simulated: true },
    { type: 'submitting', arguments: { seed: number } },
    submittedAs(draw.from(REQUESTS), (['answer', 'history', 'user'] as const)[number] ?? 'answer'),
    { type: 'not-sent', error },
    { type: 'unknown', error },
    { type: 'looked-up', note: number === 0 ? null : 'too narrow – äöü' },
    { type: 'queued', queue_position: number },
    { type: 'running' },
    { type: 'completed', inference_seconds: number },
    { type: 'cancel-asked', answer: 'requested' },
    { type: 'result-read', bill, answer: BARE_ANSWER, missing: ['a', 'b'].slice(number).map(missing) },
    { type: 'file-fetched', name: 'a', output: { path: 'x/a.mp4', url: '' } as OutputFile },
    { type: 'retry-scheduled', attempt: 1 + number, error, next_attempt_at: null, missing: [missing('b')] },
    {
      type: 'collected',
      outputs: [],
      bill,
      answer: BARE_ANSWER,
      missing: ['a', 'b'].slice(number).map(missing),
    },
    { type: 'failed', error, bill, answer },
    { type: 'cancelled', bill, note: '' },
    { type: 'expired', error, bill },
    { type: 'billed', bill },
    { type: 'verified', micros: cost ?? 7, source: 'cost_total' },
    { type: 'cost-told', micros: cost ?? 9 },
    { type: 'restored', revision: 10 * number, from: ['run.json'] },
    { type: 'filed' },
  ];
}

export function anyReservation(draw: Draw): ReservationEvent {
  const experiment = draw.from(EXPERIMENTS);
  const hold_id = `hold_${draw.below(4)}`;
  if (draw.below(3) === 0) return { type: 'hold-released', experiment, hold_id };
  const parts = KEYS.slice(draw.below(3)).map((key) => ({ key, reserved_micros: 10 + draw.below(5) }));
  const quote_id = draw.from([null, ...QUOTES]);
  return { type: 'held', experiment, hold_id, batch: draw.from(BATCHES), quote_id, parts };
}
