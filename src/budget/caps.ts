import { budgetError } from '../errors.ts';
import { formatUsd, type Micros } from '../util/money.ts';

export interface Caps {
  max_job: Micros;
  max_experiment: Micros;
  max_day: Micros;
  ask_above: Micros;
  unknown_price_ceiling: Micros | null;
}

/** One job's claim on the caps: what it may still cost, or what it did cost. */
export interface Claim {
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

/** What an estimate reserves: its highest figure. An unknown price is refused unless the user gave it a ceiling. */
export function reservationFor(high: Micros | null, caps: Caps, rule: string): Micros {
  const amount = high ?? caps.unknown_price_ceiling;
  if (amount !== null) return amount;
  throw budgetError({
    code: 'PRICE_UNKNOWN',
    message: `The price cannot be computed beforehand (${rule}), so no cap can be held to.`,
    next: 'The user may set unknown_price_ceiling_usd in fal-video.config.json; or choose a model with a known price.',
  });
}

/** Throws when the job would pass a cap. Called under the journal's lock, with every claim in it. */
export function checkCaps(
  wanted: Micros,
  claims: readonly Claim[],
  caps: Caps,
  now: Date,
  experiment: string | null,
) {
  const left = allowance(claims, caps, now, experiment);
  refuseOver('job', 'max_job_usd', wanted, left.job, caps.max_job);
  if (left.experiment !== null) {
    refuseOver('experiment', 'max_experiment_usd', wanted, left.experiment, caps.max_experiment);
  }
  refuseOver('day', 'max_day_usd', wanted, left.day, caps.max_day);
}

/** Throws when a whole plan would pass a cap: each job for itself, and all of them together. */
export function checkPlanCaps(
  wanted: readonly Micros[],
  claims: readonly Claim[],
  caps: Caps,
  now: Date,
  experiment: string,
) {
  for (const one of wanted) refuseOver('job', 'max_job_usd', one, caps.max_job, caps.max_job);
  const sum = wanted.reduce((all, one) => all + one, 0);
  const left = allowance(claims, caps, now, experiment);
  refuseOver('experiment', 'max_experiment_usd', sum, left.experiment ?? 0, caps.max_experiment);
  refuseOver('day', 'max_day_usd', sum, left.day, caps.max_day);
}

/** What is left of each cap. A day is a UTC day, as in fal's usage reports. */
export function allowance(
  claims: readonly Claim[],
  caps: Caps,
  now: Date,
  experiment: string | null = null,
): Allowance {
  const today = now.toISOString().slice(0, 10);
  const spentToday = total(claims.filter(({ at }) => at.startsWith(today)));
  const spentHere = total(claims.filter((claim) => claim.experiment === experiment));
  return {
    job: caps.max_job,
    experiment: experiment === null ? null : caps.max_experiment - spentHere,
    day: caps.max_day - spentToday,
    spent_today: spentToday,
  };
}

function total(claims: readonly Claim[]): Micros {
  return claims.reduce((sum, { billed, reserved }) => sum + (billed ?? reserved), 0);
}

function refuseOver(what: string, setting: string, wanted: Micros, left: Micros, cap: Micros): void {
  if (wanted <= left) return;
  throw budgetError({
    code: 'BUDGET_EXCEEDED',
    message: `This needs up to ${formatUsd(wanted)}; ${formatUsd(Math.max(left, 0))} of the ${formatUsd(cap)} for one ${what} is left.`,
    next: `Choose a cheaper model or a shorter clip, or let the user raise ${setting} in fal-video.config.json.`,
  });
}
