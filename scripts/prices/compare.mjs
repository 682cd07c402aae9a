// The table against the base units of fal's pricing API (`pricing_api`), which bills count in.
import { SETTLED } from './settled.mjs';

/** How often a figure of a rule goes into a unit: a minute has sixty seconds, a clip or a block of them five. */
const UNITS = {
  minutes: [60],
  '1m tokens': [1000],
  '5 seconds': [1, 5],
  videos: [1, 5],
};
/** Members of a rule that hold dollars. */
const DOLLARS =
  /^(rate|price|rates|base|base_5s|per_video|usd|usd_per_1k_tokens|usd_per_mp|first_price|extra_per_second|first_output_mp|extra_mp)$/;
const NOT_NOW = /^(seconds|defaults|sizes|page_per_second|promo|duration_factor)$/;

/**
 * One line for each row with a base unit. `explained`: the unit is one of the figures of the rule, or all of them are
 * multiples of it, or it counts what no rule can (the seconds of a processor, dollars). Else it was settled, or is `OPEN`.
 */
export function comparePrices(rows) {
  const settled = new Map(SETTLED.flatMap(({ ids, finding }) => ids.map((id) => [id, finding])));
  return rows.flatMap(({ endpoint_id, rule, pricing_api }) => {
    if (pricing_api === null) return [];
    const { unit_price, unit } = pricing_api;
    const figures = dollarsIn(rule).filter((figure) => figure > 0);
    const why = settled.get(endpoint_id);
    const verdict = isExplained(figures, unit_price, unit)
      ? 'explained'
      : why === undefined
        ? 'OPEN'
        : 'settled';
    return [{ endpoint_id, verdict, base: `${unit_price} ${unit}`, figures: figures.join(' '), why }];
  });
}

function isExplained(figures, unitPrice, unit) {
  if (unit === 'compute seconds') return true;
  const scaled = (UNITS[unit] ?? [1]).map((times) => figures.map((figure) => (figure * times) / unitPrice));
  return scaled.some((all) => all.some((one) => isNear(one, 1)) || (all.length > 0 && all.every(isMultiple)));
}

const isNear = (a, b) => Math.abs(a - b) < 1e-6;
/** Half a unit is one, too: two of them make a clip. */
const isMultiple = (ratio) => ratio >= 1 && isNear(2 * ratio, Math.round(2 * ratio));

const dollarsIn = (rule) =>
  Object.entries(rule).flatMap(([name, value]) => {
    if (NOT_NOW.test(name) || typeof value !== 'object' || value === null)
      return DOLLARS.test(name) && typeof value === 'number' ? [value] : [];
    return DOLLARS.test(name) ? Object.values(value).filter(Number.isFinite) : dollarsIn(value);
  });
