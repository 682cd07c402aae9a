import { budgetError, type FalVideoError } from '../errors.ts';
import { formatUsd, type Micros } from '../util/money.ts';

export interface Caps {
  max_job: Micros;
  max_experiment: Micros;
  max_day: Micros;
  ask_above: Micros;
  unknown_price_ceiling: Micros | null;
}

/** What one job takes of the caps: what it may still cost, or what it did cost. */
export interface Commitment {
  /** ISO time of the reservation. */
  at: string;
  experiment: string | null;
  reserved: Micros;
  /** `null` while the bill is not known: the reservation then goes on counting. */
  billed: Micros | null;
}

export interface Allowance {
  job: Micros;
  experiment: Micros | null;
  day: Micros;
  spent_today: Micros;
}

/** Whose money is counted: the jobs of an experiment also against its own cap, and the budget that its file states. */
export interface Scope {
  experiment: string | null;
  budget?: Micros | undefined;
}

/** What one job would take of the caps. */
export interface Wanted {
  /** `null` where neither a rule nor the user's ceiling says how much. */
  reserved: Micros | null;
  model: string;
  /** Without `high` nothing bounds it, and `expected` is a guess, if it is known at all; `rule` says why. */
  estimate: { expected: Micros | null; high: Micros | null; rule: string };
}

/** Why no more is spent: the value, the cap, and what would help. */
export interface Refusal {
  code: 'PRICE_UNKNOWN' | 'BUDGET_EXCEEDED';
  message: string;
  next: string;
}

/**
 * Why these jobs together may not be begun; `null` where every cap holds: each job for itself, and all of them together.
 * Binding only under the journal's lock, with every commitment in it.
 */
export function refusalOf(
  wanted: readonly Wanted[],
  commitments: readonly Commitment[],
  caps: Caps,
  now: Date,
  scope: Scope,
): Refusal | null {
  let sum = 0;
  const over = overWith(wanted.every(({ estimate }) => estimate.high !== null) ? 'up to ' : '');
  for (const { reserved, model, estimate } of wanted) {
    if (reserved === null) return unknownPrice(model, estimate, caps.unknown_price_ceiling);
    if (reserved > caps.max_job) return over('job', 'max_job_usd', reserved, caps.max_job, caps.max_job);
    sum += reserved;
  }
  const left = allowance(commitments, caps, now, scope);
  if (left.experiment !== null && sum > left.experiment) {
    return (scope.budget ?? Infinity) < caps.max_experiment
      ? over('experiment', BUDGET, sum, left.experiment, scope.budget ?? 0)
      : over('experiment', 'max_experiment_usd', sum, left.experiment, caps.max_experiment);
  }
  return sum > left.day ? over('day', 'max_day_usd', sum, left.day, caps.max_day) : null;
}

export const refused = (refusal: Refusal): FalVideoError => budgetError(refusal);

/** What is left of each cap. A day is a UTC day, as in fal's usage reports. */
export function allowance(
  commitments: readonly Commitment[],
  caps: Caps,
  now: Date,
  { experiment, budget = Infinity }: Scope = { experiment: null },
): Allowance {
  const today = now.toISOString().slice(0, 10);
  const spentToday = total(commitments.filter(({ at }) => at.startsWith(today)));
  const spentHere = total(commitments.filter((commitment) => commitment.experiment === experiment));
  return {
    job: caps.max_job,
    experiment: experiment === null ? null : Math.min(caps.max_experiment, budget) - spentHere,
    day: caps.max_day - spentToday,
    spent_today: spentToday,
  };
}

function total(commitments: readonly Commitment[]): Micros {
  return commitments.reduce((sum, { billed, reserved }) => sum + (billed ?? reserved), 0);
}

const BUDGET = 'budget_usd';

const overWith =
  (upTo: string) =>
  (what: string, setting: string, wanted: Micros, left: Micros, cap: Micros): Refusal => {
    const whose = setting === BUDGET ? 'in the experiment' : 'in fal-video.config.json';
    return {
      code: 'BUDGET_EXCEEDED',
      message: `This needs ${upTo}${formatUsd(wanted)}; ${formatUsd(Math.max(left, 0))} of the ${formatUsd(cap)} for one ${what} is left (${setting}).`,
      next: `Choose a cheaper model or a shorter clip, or let the user raise ${setting} ${whose}.`,
    };
  };

function unknownPrice(
  model: string,
  { expected, rule }: Wanted['estimate'],
  ceiling: Micros | null,
): Refusal {
  const above = ceiling === null ? '' : `, above unknown_price_ceiling_usd (${formatUsd(ceiling)})`;
  const is = expected === null ? 'cannot be computed beforehand' : `is about ${formatUsd(expected)}${above}`;
  return {
    code: 'PRICE_UNKNOWN',
    message: `The price of ${model} ${is} (${rule}), so no cap can be held to.`,
    next: 'The user may set unknown_price_ceiling_usd in fal-video.config.json; or choose a model with a known price.',
  };
}
