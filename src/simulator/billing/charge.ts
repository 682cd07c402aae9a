import { type BilledCall, hasVideo, must, noPrice, plain } from './call.ts';
import { conditionHolds, withModifiers } from './modifiers.ts';
import {
  byArea,
  firstAndExtra,
  usdOfMegapixelFrames,
  usdPerMegapixel,
  pictures,
  usdOfTokens,
} from './pixels.ts';
import { figureBy, rateOf } from './rates.ts';
import type { Figures, Rule } from './rule.ts';
import { billedSeconds } from './seconds.ts';

/**
 * What a run costs by its rule of the price list, in dollars. The product quotes by the same list with code of its
 * own; neither knows the other's, and a test holds them against each other. Throws `NoPrice`.
 */
export function charge(rule: Rule, call: BilledCall): number {
  const by = KINDS[rule.kind] ?? noPrice(`no price by ${rule.kind}`);
  return by(rule, call);
}

const KINDS: Readonly<Record<string, (rule: Rule, call: BilledCall) => number>> = {
  per_second: bySeconds,
  per_second_table: bySeconds,
  first_plus_extra: (rule, call) => {
    const seconds = secondsOf(rule, call);
    const further = Math.max(0, seconds - must(rule.first_seconds, 'first_seconds'));
    const usd =
      must(rule.first_price, 'first_price') + further * must(rule.extra_per_second, 'extra_per_second');
    return withModifiers(usd, rule, call, { seconds });
  },
  per_video: (rule, call) => withModifiers(must(rule.price, 'price'), rule, call),
  per_video_table: (rule, call) => withModifiers(rateOf(rule, ratesOf(rule), call), rule, call),
  clip_formula: clipFormula,
  base_plus_per_second: basePlus,
  mixed: (rule, call) => {
    const resolution = plain(call.args['resolution'] ?? rule.defaults?.['resolution']);
    const hasBase = Object.keys(rule.base ?? {}).some((name) => plain(name) === resolution);
    return hasBase ? basePlus(rule, call) : byResolution(rule, must(rule.per_video, 'per_video'), call);
  },
  sum: (rule, call) =>
    must(rule.parts, 'parts')
      .filter((part) => part.with_video_only !== true || hasVideo(call))
      .reduce((sum, part) => sum + bySeconds(part, call), 0),
  conditional: (rule, call) =>
    bySeconds(
      conditionHolds(must(rule.when, 'when'), call)
        ? must(rule.matching, 'matching')
        : must(rule.otherwise, 'otherwise'),
      call,
    ),
  tokens: usdOfTokens,
  megapixel_frames: usdOfMegapixelFrames,
  per_megapixel: usdPerMegapixel,
  megapixel_first_extra: firstAndExtra,
  per_image: (rule, call) => ofPictures(rule, call, must(rule.price, 'price')),
  per_image_table: (rule, call) => ofPictures(rule, call, rateOf(rule, ratesOf(rule), call)),
  per_image_by_area: (rule, call) => ofPictures(rule, call, byArea(rule, call)),
  provider_tokens: (rule, call) => {
    const per = must(rule.per, 'per');
    const units =
      'seconds' in per ? billedSeconds(per.seconds, call) + call.longer : pictures(per.images, call);
    return units * rateOf(rule, ratesOf(rule), call);
  },
};

const ratesOf = (rule: Rule): Figures => must(rule.rates, 'rates');
const secondsOf = (rule: Rule, call: BilledCall) => billedSeconds(must(rule.seconds, 'seconds'), call);

function bySeconds(rule: Rule, call: BilledCall): number {
  const rate = typeof rule.rate === 'number' ? rule.rate : rateOf(rule, ratesOf(rule), call);
  const seconds = secondsOf(rule, call);
  return withModifiers(rate * seconds, rule, call, { seconds });
}

function ofPictures(rule: Rule, call: BilledCall, usd: number): number {
  const made = pictures(rule.images, call);
  return withModifiers(made * usd, rule, call, { made });
}

const byResolution = (rule: Rule, figures: Figures, call: BilledCall) =>
  figureBy('resolution', figures, rule.defaults, call);

function basePlus(rule: Rule, call: BilledCall): number {
  const each = byResolution(rule, rule.rate as Figures, call);
  return byResolution(rule, must(rule.base, 'base'), call) + secondsOf(rule, call) * each;
}

/** (five seconds + what is switched on) × a factor of the duration. */
function clipFormula(rule: Rule, call: BilledCall): number {
  const extras = (rule.add_before_multiplying ?? [])
    .filter(({ when }) => conditionHolds(when, call))
    .reduce((sum, { usd }) => sum + byResolution(rule, usd, call), 0);
  const factor = figureBy('duration', must(rule.duration_factor, 'duration_factor'), rule.defaults, call);
  return withModifiers(
    (byResolution(rule, must(rule.base_5s, 'base_5s'), call) + extras) * factor,
    rule,
    call,
  );
}
