import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.ts';
import { type PriceRow, priceFileSchema } from '../../src/models/price-rules/price-schema.ts';
import type { CallFacts, Cost } from '../../src/models/price-rules/price-rule.ts';

/** The price list as the package ships it, read without anything else; for the tests of the rules. */
export const shippedPrices: ReadonlyMap<string, PriceRow> = new Map(
  priceFileSchema.parse(readShippedFile()).map((row) => [row.endpoint_id, row]),
);

export function shippedPrice(endpoint: string, args: Record<string, unknown>, facts: CallFacts = {}): Cost {
  const row = shippedPrices.get(endpoint);
  if (row === undefined) throw new Error(`the price list has no ${endpoint}`);
  return row.rule.cost(args, facts);
}

export function readShippedFile(): { currency: string; as_of: string; prices: Record<string, unknown>[] } {
  return JSON.parse(readFileSync(join(packageRoot, 'presets', 'prices.json'), 'utf8'));
}
