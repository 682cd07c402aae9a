import { z } from 'zod';
import { microsFromUsd } from '../../util/money.ts';
import { exactCost, type PriceRule } from './price-rule.ts';
import { usd } from './rates.ts';

/** One price for any clip. */
export const perVideo = z
  .strictObject({ kind: z.literal('per_video'), price: z.number().nonnegative() })
  .transform(({ price }): PriceRule => ({
    summary: `${usd(price)} a clip`,
    cost: () => exactCost(microsFromUsd(price), `${usd(price)} a clip`),
  }));
