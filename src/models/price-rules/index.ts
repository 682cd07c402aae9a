import { z } from 'zod';
import { basePlusPerSecond, mixed } from './base-plus-per-second.ts';
import { clipFormula } from './clip-formula.ts';
import { conditional } from './conditional.ts';
import { firstPlusExtra } from './first-plus-extra.ts';
import { notKnown } from './not-known.ts';
import { perImage, perImageByArea, perImageTable } from './per-image.ts';
import { megapixelFirstExtra, megapixelFrames, perMegapixel } from './per-megapixel.ts';
import { perSecond, perSecondTable } from './per-second.ts';
import { perVideo, perVideoTable } from './per-video.ts';
import { providerTokens } from './provider-tokens.ts';
import { sum } from './sum.ts';
import { tokens } from './tokens.ts';

/** Every way of charging that the price list may use. A new one is a file beside these and a name in this list. */
export const priceRule = z.discriminatedUnion('kind', [
  perSecond,
  perSecondTable,
  firstPlusExtra,
  perVideo,
  perVideoTable,
  clipFormula,
  basePlusPerSecond,
  mixed,
  sum,
  conditional,
  tokens,
  megapixelFrames,
  perMegapixel,
  megapixelFirstExtra,
  perImage,
  perImageTable,
  perImageByArea,
  providerTokens,
  notKnown,
]);

export type { CallFacts, PriceRule } from './price-rule.ts';
