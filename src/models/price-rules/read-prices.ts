import { z } from 'zod';
import { badData } from '../bad-data.ts';
import { argumentsNamed, keysWithoutDefault } from './arguments-named.ts';
import { once } from '../../util/once.ts';
import { type PriceRow, priceFileSchema, priceRow } from './price-schema.ts';
import { parseFile, readJson } from '../read-json.ts';

/** Prices by endpoint id. A row is checked when it is first asked for: most programs ask for one of them. */
export interface PriceList {
  readonly ids: readonly string[];
  has(endpointId: string): boolean;
  get(endpointId: string): PriceRow | undefined;
  /** The arguments that the price depends on. */
  argumentsOf(endpointId: string): ReadonlySet<string>;
  /** Those of them of which fal's price page prints no default. */
  withoutDefault(endpointId: string): string[];
}

const PRICES = 'prices.json';
const outline = z.looseObject({ prices: z.array(z.looseObject({ endpoint_id: z.string().min(1) })) });

/** Reads `presets/prices.json`. Throws BAD_MODEL_DATA, and for a single row once it is asked for. */
export function readPrices(folder: string): PriceList {
  const file = readJson(folder, PRICES, true);
  const { prices, ...rest } = parseFile(PRICES, outline, file);
  parseFile(PRICES, priceFileSchema, { ...rest, prices: [] });
  const rows = new Map<string, () => PriceRow>();
  const rules = new Map(prices.map(({ endpoint_id, rule }) => [endpoint_id, rule]));
  for (const [index, written] of prices.entries()) {
    const { endpoint_id } = written;
    if (rows.has(endpoint_id))
      throw badData(`presets: ${PRICES} endpoint_id "${endpoint_id}" stands there twice`);
    rows.set(
      endpoint_id,
      once(() => parseFile(PRICES, priceRow, written, ['prices', index])),
    );
  }
  return {
    ids: [...rows.keys()],
    has: (id) => rows.has(id),
    get: (id) => rows.get(id)?.(),
    argumentsOf: (id) => argumentsNamed(rules.get(id)),
    withoutDefault: (id) => keysWithoutDefault(rules.get(id)),
  };
}
