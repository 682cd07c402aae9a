import type { Allowance } from '../../budget/caps.ts';
import { dearest, type PriceHistory } from '../../jobs/start/price-history.ts';
import type { Config } from '../../project/config.ts';
import { formatUsd, type Micros } from '../../util/money.ts';

/** In words, why a job of this highest price would be refused now; `null` when it fits the caps. */
export function capNote(
  high: Micros | null,
  history: PriceHistory | null,
  left: Allowance,
  config: Config,
): string | null {
  const ruled = high ?? config.unknown_price_ceiling;
  if (ruled === null) {
    return 'It would be refused: its price is not known, and the user has set no unknown_price_ceiling_usd.';
  }
  const wanted = dearest(ruled, history);
  if (wanted > left.job) {
    return `It would be refused: up to ${formatUsd(wanted)}, above the ${formatUsd(left.job)} for one job (max_job_usd).`;
  }
  if (wanted > left.day) {
    return `It would be refused today: up to ${formatUsd(wanted)}, and ${formatUsd(Math.max(left.day, 0))} of the day is left (max_day_usd).`;
  }
  return null;
}
