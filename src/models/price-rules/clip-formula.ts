import { z } from 'zod';
import { condition, conditionText, holds } from './conditions.ts';
import { modified, modifiersShape } from './modifiers.ts';
import { type Call, type PriceRule, ruleOf } from './price-rule.ts';
import { rateFor, ratesSchema, summaryOf } from './rates.ts';
import { exactly, plus, type Span, times } from './span.ts';
import { inDollars, plainValue } from './values.ts';

const factors = z.record(z.string(), z.number().positive());

const rule = z.strictObject({
  kind: z.literal('clip_formula'),
  /** Dollars for five seconds by resolution. */
  base_5s: ratesSchema,
  duration_factor: factors,
  defaults: z.strictObject({ resolution: plainValue, duration: plainValue }),
  /** Dollars more, by resolution. Whether the factor counts for them too is not printed: low is without, high with. */
  add_before_multiplying: z.array(z.strictObject({ when: condition, usd: ratesSchema })).exactOptional(),
  unseen: modifiersShape.unseen,
  limits: modifiersShape.limits,
});
type ClipFormula = z.output<typeof rule>;

/** (price of five seconds + what is switched on) × a factor of the duration. */
export const clipFormula = rule.transform((formula): PriceRule => {
  const summary = `${summaryOf({ rates: formula.base_5s, keys: ['resolution'] }, ' for 5 s')}, longer by a factor`;
  return ruleOf(summary, (call) => {
    const { defaults } = formula;
    const base = rateFor({ keys: ['resolution'], defaults, rates: formula.base_5s }, call);
    const factor = rateFor({ keys: ['duration'], defaults, rates: formula.duration_factor }, call);
    const { extra, words } = extrasOf(formula, call);
    const clip = times(base.usd, factor.usd);
    const usdOfAll = {
      ...plus(clip, times(extra, factor.usd)),
      least: plus(clip, extra).least,
    };
    const sum = words === '' ? inDollars(base.dearest) : `(${inDollars(base.dearest)}${words})`;
    return modified(
      { usd: usdOfAll, words: `${sum} × ${factor.dearest} (${base.words}, ${factor.words})` },
      formula,
      call,
    );
  });
});

function extrasOf(formula: ClipFormula, call: Call): { extra: Span; words: string } {
  let extra = exactly(0);
  let words = '';
  for (const { when, usd: prices } of formula.add_before_multiplying ?? []) {
    const applies = holds(when, call);
    if (applies === 'no') continue;
    const price = rateFor({ keys: ['resolution'], defaults: formula.defaults, rates: prices }, call);
    // A switch without a printed default: counted in the high figure only.
    const nothing = exactly(0).likely;
    const span = applies === 'yes' ? price.usd : { ...price.usd, least: nothing, likely: nothing };
    extra = plus(extra, span);
    words += ` + ${inDollars(price.dearest)} ${applies === 'yes' ? 'for' : 'at most for'} ${conditionText(when)}`;
  }
  return { extra, words };
}
