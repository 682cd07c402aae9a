import type { Models } from '../../models/types.ts';
import { fail, type Finding, ok, warn } from './check.ts';

const OLD_AFTER_DAYS = 120;
const DAY_MS = 24 * 60 * 60 * 1000;

/** How old the price list is. Prices change; bills are always settled at fal's own unit price. */
export function checkPrices(models: Models, now: Date): Finding {
  const check = 'prices';
  const dates = models
    .list()
    .map(({ alias, endpoint_id }) => models.get(alias ?? endpoint_id).price_rule.as_of)
    .filter((date) => !Number.isNaN(Date.parse(date)))
    .toSorted();
  const middle = dates[Math.floor(dates.length / 2)];
  if (middle === undefined) return fail(check, 'no price is known', 'Install fal-video again.');
  const days = Math.floor((now.getTime() - Date.parse(middle)) / DAY_MS);
  const found = `${dates.length} models, half of their prices are newer than ${middle}`;
  return days > OLD_AFTER_DAYS
    ? warn(check, `${found} (${days} days)`, 'Update fal-video, or check prices at fal.ai/pricing.')
    : ok(check, found);
}
