import { z } from 'zod';
import { FalVideoError } from '../../errors.ts';
import type { UnitPrice } from '../../fal/platform-types.ts';
import type { Models, PriceFacts } from '../../models/types.ts';
import { needKey } from '../../server/jobs/need-key.ts';
import { safeData } from '../../util/safe-text.ts';
import type { Layout, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { endpointOf } from '../platform.ts';
import { type Column, table, wrap } from '../table.ts';
import { withProject } from '../with-project.ts';

/** Seen of Kling 3: 0.14 "seconds" for real rates of 0.084 to 0.196 (pricing API and model pages, 2026). */
const NOTE =
  "fal's unit price is a base unit: resolution, sound and the like multiply it in ways that the pricing API does not tell. It is " +
  "never multiplied by guesses here: a quote comes from the list price, and a bill is fal's own count of units (x-fal-billable-units) x this price.";

const own = z.object({
  endpoint_ids: z.array(z.string()).min(1).describe('Endpoint ids or aliases'),
});

type Priced = UnitPrice & { list_price: PriceFacts | null };

interface Pricing {
  prices: Priced[];
  /** Endpoints that fal does not know, or has no price for. */
  not_priced: string[];
  note: string;
}

export const pricingCommand: PlainCommand<z.output<typeof own>> = {
  name: 'pricing',
  group: 'Money',
  about: "Shows fal's unit prices beside the list prices that quotes are made from",
  positionals: ['endpoint_ids'],
  own,
  run: (host, { endpoint_ids }) =>
    withProject(host, async ({ context: { fal, models, ...context } }) => {
      needKey({ fal, ...context });
      const ids = [...new Set(endpoint_ids.map((name) => endpointOf(models, name)))];
      const prices = await fal.unitPrices(ids);
      const pricing: Pricing = {
        prices: prices.map((price) => ({
          ...(safeData(price) as UnitPrice),
          list_price: listPrice(models, price.endpoint_id),
        })),
        not_priced: ids.filter((id) => !prices.some(({ endpoint_id }) => endpoint_id === id)),
        note: NOTE,
      };
      host.printer.answer(pricing, () => showPricing(pricing, host.printer));
      return prices.length > 0 ? EXIT.done : EXIT.failed;
    }),
};

/** `null` for an endpoint that our list does not have. */
function listPrice(models: Models, endpointId: string): PriceFacts | null {
  try {
    return models.get(endpointId).price_rule;
  } catch (thrown) {
    if (thrown instanceof FalVideoError) return null;
    throw thrown;
  }
}

function showPricing({ prices, not_priced, note }: Pricing, { paint, width }: Layout): string {
  const blocks = [
    prices.length === 0 ? null : table(prices, COLUMNS, width, paint),
    not_priced.length === 0 ? null : paint.yellow(`fal has no price for: ${not_priced.join(', ')}`),
    paint.dim(wrap(note, width).join('\n')),
  ];
  return blocks.filter((block) => block !== null).join('\n\n');
}

const COLUMNS: readonly Column<Priced>[] = [
  { title: 'ENDPOINT', text: ({ endpoint_id }) => endpoint_id },
  {
    title: 'BASE UNIT PRICE',
    text: ({ unit_price, currency, unit }) => `${unit_price} ${currency} / ${unit}`,
  },
  { title: 'LIST PRICE', text: ({ list_price }) => list_price?.rule ?? 'not in our list', narrow: 'wrap' },
  { title: 'AS OF', text: ({ list_price }) => list_price?.as_of ?? '' },
];
