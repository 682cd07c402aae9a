import { z } from 'zod';
import { priceRule } from './price-rules/index.ts';

const row = z.strictObject({
  endpoint_id: z.string().min(1),
  rule: priceRule,
  source_url: z.url(),
  as_of: z.iso.date(),
  /** high: fal's own sentence; medium: one third party or the pricing API; low: inferred. */
  confidence: z.enum(['high', 'medium', 'low']),
  /** What `GET /v1/models/pricing` answers: a base unit, which is what bills count in, and often not the price. */
  pricing_api: z.strictObject({ unit_price: z.number(), unit: z.string(), as_of: z.iso.date() }).nullable(),
  note: z.string(),
});

/** `presets/prices.json`, its rules ready to compute. */
export const priceFileSchema = z.strictObject({ prices: z.array(row) }).transform(({ prices }) => prices);
export type PriceRow = z.output<typeof row>;
