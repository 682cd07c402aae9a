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
  if (wanted.length === 0) return null;
  const isBounded = wanted.every(({ estimate }) => estimate.high !== null);
  const over = (needed: Micros, left: Micros, limit: Limit) => overLimit(needed, left, limit, isBounded);
  let sum = 0;
  for (const { reserved, model, estimate } of wanted) {
    if (reserved === null) return unknownPrice(model, estimate, caps.unknown_price_ceiling);
    if (reserved > caps.max_job) {
      return over(reserved, caps.max_job, { what: 'job', setting: 'max_job_usd', cap: caps.max_job });
    }
    sum += reserved;
  }
  const left = allowance(commitments, caps, now, scope);
  if (left.experiment !== null && sum > left.experiment) {
    const { budget = Infinity } = scope;
    const limit =
      budget < caps.max_experiment
        ? { setting: BUDGET, cap: budget }
        : { setting: 'max_experiment_usd', cap: caps.max_experiment };
    return over(sum, left.experiment, { what: 'experiment', ...limit });
  }
  return sum > left.day
    ? over(sum, left.day, { what: 'day', setting: 'max_day_usd', cap: caps.max_day })
    : null;
}

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

interface Limit {
  what: 'job' | 'experiment' | 'day';
  /** Where the user raises it. */
  setting: string;
  cap: Micros;
}

function overLimit(needed: Micros, left: Micros, { what, setting, cap }: Limit, isBounded: boolean): Refusal {
  const upTo = isBounded ? 'up to ' : '';
  const where = setting === BUDGET ? 'in the experiment' : 'in fal-video.config.json';
  return {
    code: 'BUDGET_EXCEEDED',
    message: `This needs ${upTo}${formatUsd(needed)}; ${formatUsd(Math.max(left, 0))} of the ${formatUsd(cap)} for one ${what} is left (${setting}).`,
    next: `${left > 0 ? 'Choose a cheaper model or a shorter clip, or let' : 'Let'} the user raise ${setting} ${where}${what === 'day' ? ', or go on after midnight UTC' : ''}.`,
  };
}

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
