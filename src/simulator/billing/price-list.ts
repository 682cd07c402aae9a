import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from '../../util/once.ts';
import { packageRoot } from '../../util/package-root.ts';
import type { PriceTag } from '../model-types.ts';
import { rateOf } from './rates.ts';
import type { Rule } from './rule.ts';

export interface ListedPrice {
  rule: Rule;
  tag: PriceTag;
}

interface Row {
  endpoint_id: string;
  rule: Rule;
  pricing_api: PriceTag | null;
}

/** Where fal was not seen to say its unit: one that bills of 2026 have had (72.0 units for 6 s of LTX 2.5, $0.72). */
const CENTS: PriceTag = { unit: 'units', unit_price: 0.01 };

/** Of what no price is known. It says so itself, and is little enough for every ceiling. */
export const SIMULATED: PriceTag = { unit: 'simulated units', unit_price: 0.01 };

/** The same file that the product quotes from, by eyes of its own. */
const list = once((): ReadonlyMap<string, ListedPrice> => {
  const text = readFileSync(join(packageRoot, 'presets', 'prices.json'), 'utf8');
  const { prices } = JSON.parse(text) as { prices: readonly Row[] };
  return new Map(
    prices.map(({ endpoint_id, rule, pricing_api }) => [
      endpoint_id,
      { rule, tag: tagOf(rule, pricing_api) },
    ]),
  );
});

export const listed = (endpointId: string): ListedPrice | undefined => list().get(endpointId);

function tagOf(rule: Rule, api: PriceTag | null): PriceTag {
  if (rule.kind === 'not_known') return SIMULATED;
  if (api !== null) return { unit: api.unit, unit_price: api.unit_price };
  const unit = UNITS[rule.kind];
  if (unit === undefined) return CENTS;
  const price = rule.rate ?? rule.price ?? rateOf(rule, rule.rates ?? {}, { args: {} });
  return typeof price === 'number' && price > 0 ? { unit, unit_price: price } : CENTS;
}

/** Where fal's unit was seen it is often the price at the default arguments. */
const UNITS: Readonly<Record<string, string>> = {
  per_second: 'seconds',
  per_second_table: 'seconds',
  per_video: 'videos',
  per_video_table: 'videos',
  per_image: 'images',
  per_image_table: 'images',
  per_megapixel: 'megapixels',
};
