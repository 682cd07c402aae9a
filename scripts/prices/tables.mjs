// What many kinds of rule share: a table of rates, and what changes a price.
import { readAdders, readFactors, readLimits } from './modifiers.mjs';
import { known, strict } from './strict.mjs';

export const modifiers = (rule, where) => ({
  multiply: readFactors(rule.maybe('multiply'), where),
  add: readAdders(rule.maybe('add'), where),
  limits: readLimits(rule.maybe('limits'), where),
});

/** A table's members; what only gives the length is left to the seconds. */
export function table(rule) {
  const keys = rule.take('keys');
  const rates = rule.take('rates');
  const { duration: _duration, num_frames: _frames, ...defaults } = rule.take('defaults');
  if (keys.includes('duration') && _duration !== undefined) defaults.duration = _duration;
  return {
    keys,
    rates,
    defaults,
    defaults_unknown: rule.maybe('defaults_unknown'),
    voice_key: voice(rule.maybe('voice_key'), keys),
    promo: promotion(rule.maybe('promo'), rates),
  };
}

const voice = (phrase, keys) =>
  phrase === undefined
    ? undefined
    : known(
        { 'voice control used (voice_ids / element voice_id) while generate_audio is true': keys[0] },
        phrase,
        'voice_key',
      );

function promotion(promo, rates) {
  if (promo === undefined) return undefined;
  const { until, factor, rates: reduced, ...others } = promo;
  strict(others, 'promo').done();
  for (const [name, rate] of Object.entries(rates)) {
    if (Math.abs(rate * factor - reduced[name]) > 1e-9)
      throw new Error(`promo: ${name} is not ${factor} × ${rate}`);
  }
  return { until, rates: reduced };
}

/** The default of an argument in the client's types. */
export const typedDefault = (row, name) => row.typed?.properties?.[name]?.default;
