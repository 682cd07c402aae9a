import { z } from 'zod';
import { perSecond } from './per-second.ts';
import { perSecondTable } from './per-second-table.ts';
import { perVideo } from './per-video.ts';
import { tokens } from './tokens.ts';

/** Every way of charging that the price list may use. A new one is a file beside these and a name in this list. */
export const priceRule = z.discriminatedUnion('kind', [perSecond, perSecondTable, perVideo, tokens]);

export type { PriceRule } from './price-rule.ts';
