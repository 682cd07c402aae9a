import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../util/package-root.ts';

interface Row {
  endpoint_id: string;
  rule: Record<string, unknown>;
  /** What fal's pricing API gave: the units that bills count in, and seldom prices. */
  pricing_api: { unit_price: number; unit: string } | null;
  note: string;
}

const { prices } = JSON.parse(readFileSync(join(packageRoot, 'presets/prices.json'), 'utf8')) as {
  prices: Row[];
};

/** How often a figure of a rule goes into a unit: a minute has sixty seconds, a clip or a block of them five. */
const UNITS: Record<string, number[]> = {
  minutes: [60],
  '1m tokens': [1000],
  '5 seconds': [1, 5],
  videos: [1, 5],
};
/** Members of a rule that hold dollars. */
const DOLLARS =
  /^(rate|price|rates|base|base_5s|per_video|usd|usd_per_1k_tokens|usd_per_mp|first_price|extra_per_second|first_output_mp|extra_mp)$/;
const NOT_NOW = /^(seconds|defaults|sizes|page_per_second|promo|duration_factor)$/;

const isNear = (a: number, b: number) => Math.abs(a - b) < 1e-6;
/** Half a unit is one, too: two of them make a clip. */
const isMultiple = (ratio: number) => ratio >= 1 && isNear(2 * ratio, Math.round(2 * ratio));

function dollarsIn(rule: object): number[] {
  return Object.entries(rule).flatMap(([name, value]: [string, unknown]) => {
    if (NOT_NOW.test(name) || typeof value !== 'object' || value === null)
      return DOLLARS.test(name) && typeof value === 'number' ? [value] : [];
    return DOLLARS.test(name)
      ? Object.values(value).filter((each): each is number => Number.isFinite(each))
      : dollarsIn(value);
  });
}

/** The unit is one of the figures of the rule, or all of them are multiples of it, or it counts what no rule can. */
function isExplained({ rule, pricing_api }: Row): boolean {
  if (pricing_api === null || pricing_api.unit === 'compute seconds') return true;
  const { unit_price, unit } = pricing_api;
  const figures = dollarsIn(rule).filter((figure) => figure > 0);
  return (UNITS[unit] ?? [1]).some((times) => {
    const ratios = figures.map((figure) => (figure * times) / unit_price);
    return ratios.some((ratio) => isNear(ratio, 1)) || (ratios.length > 0 && ratios.every(isMultiple));
  });
}

it('every price is made of the base units of the pricing API, or says in its note by what source it is not', () => {
  const known = prices.filter(({ pricing_api }) => pricing_api !== null);
  expect(known.length).toBeGreaterThanOrEqual(300);
  const others = known.filter((row) => !isExplained(row));
  expect(others.length).toBeLessThan(known.length / 10);
  const open = others.filter(({ note }) => !note.includes('Source: '));
  expect(open.map(({ endpoint_id }) => endpoint_id)).toEqual([]);
  const ovi = known.find(({ endpoint_id }) => endpoint_id === 'fal-ai/ovi/image-to-video') as Row;
  expect([isExplained(ovi), isExplained({ ...ovi, rule: { ...ovi.rule, price: 0.13 } })]).toEqual([
    true,
    false,
  ]);
});
