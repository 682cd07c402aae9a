import type { Allowance } from '../../budget/caps.ts';
import type { PlannedCell } from '../../experiments/types.ts';
import type { Config } from '../../project/config.ts';
import { formatUsd } from '../../util/money.ts';

/** In words, why the run of these cells would be refused now; `null` when they fit the caps. */
export function experimentCapNote(
  cells: readonly Pick<PlannedCell, 'estimate' | 'axes'>[],
  left: Allowance,
  { unknown_price_ceiling: ceiling, max_job, max_experiment, max_day }: Config,
): string | null {
  const claims = cells.map(({ estimate }) => estimate.high ?? ceiling);
  const unknown = cells.find((_, index) => claims[index] === null);
  if (unknown !== undefined) {
    return `It would be refused: the price of ${unknown.axes.model} is not known, and the user has set no unknown_price_ceiling_usd.`;
  }
  const total = claims.reduce<number>((sum, claim) => sum + (claim ?? 0), 0);
  const dearest = Math.max(0, ...claims.map((claim) => claim ?? 0));
  if (dearest > max_job) {
    return `It would be refused: one cell costs up to ${formatUsd(dearest)}, above the ${formatUsd(max_job)} for one job (max_job_usd).`;
  }
  const over = (what: string, amount: number, cap: number, setting: string) =>
    `It would be refused: up to ${formatUsd(total)}, and ${formatUsd(Math.max(amount, 0))} of the ${formatUsd(cap)} for ${what} is left (${setting}).`;
  if (left.experiment !== null && total > left.experiment) {
    return over('one experiment', left.experiment, max_experiment, 'max_experiment_usd');
  }
  return total > left.day ? over('one day', left.day, max_day, 'max_day_usd') : null;
}
