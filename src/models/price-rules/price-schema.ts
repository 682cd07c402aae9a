import { z } from 'zod';
import { priceRule } from './index.ts';

/** One row, its rule ready to compute. */
export const priceRow = z.strictObject({
  endpoint_id: z.string().min(1),
  /** Where and when fal was seen to offer the endpoint, or that it does no longer. */
  status: z.string().min(1),
  /** What the price list counts in; `null` where no price was seen or several units add up. */
  unit: z.string().min(1).nullable(),
  rule: priceRule,
  source_url: z.url(),
  /** The newest date of the figure: a day, or as near as its source says; `never` where no price was seen. */
  as_of: z.string().min(1),
  /** high: fal's own sentence; medium: one third party or the pricing API; low: inferred; unknown: no price seen. */
  confidence: z.enum(['high', 'medium', 'low', 'unknown']),
  evidence: z.string().min(1),
  /** What `GET /v1/models/pricing` answered: a base unit, which is what bills count in, and often not the price. */
  pricing_api: z
    .strictObject({
      unit_price: z.number().nonnegative(),
      unit: z.string().min(1),
      as_of: z.iso.date(),
      /** Whether it is the price; `null` where nothing is known to compare it with. */
      relation: z.enum(['the price', 'a base unit with hidden multipliers', 'a placeholder']).nullable(),
    })
    .nullable(),
  note: z.string(),
});
export type PriceRow = z.output<typeof priceRow>;

/** Each row for itself, so that a slip is told with its endpoint and field. */
const rows = z.array(z.unknown()).transform((list, context) =>
  list.flatMap((each, index) => {
    const parsed = priceRow.safeParse(each);
    if (parsed.success) return [parsed.data];
    const name = endpointOf(each);
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({
        code: 'custom',
        message: `${name}: ${message}`,
        path: [index, ...path],
        input: each,
      });
    }
    return [];
  }),
);

/** `presets/prices.json`, its rules ready to compute. Other currencies are refused: no rate of exchange is known. */
export const priceFileSchema = z
  .strictObject({ currency: z.literal('USD'), as_of: z.iso.date(), prices: rows })
  .transform(({ prices }) => prices);

const endpointOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'endpoint_id' in value
    ? String(value.endpoint_id)
    : 'a row without an endpoint_id';
