import { join } from 'node:path';
import { formatUsd } from '../util/money.ts';
import { packageRoot } from '../util/package-root.ts';
import { safeText } from '../util/safe-text.ts';
import { lookup } from './lookup.ts';
import type { Preset } from './preset-schema.ts';
import type { PriceRow } from './price-schema.ts';
import { readModelData } from './read-data.ts';
import { resolve } from './resolve.ts';
import { detail, matches, summarize } from './summarize.ts';
import type { Models, PriceEstimate, Resolution } from './types.ts';

/** Reads the presets and the price list that ship with the package. Throws BAD_MODEL_DATA when one is damaged. */
export function loadModels(folder = join(packageRoot, 'presets')): Models {
  const { presets, prices } = readModelData(folder);
  const sorted = presets.toSorted((a, b) => a.endpoint_id.localeCompare(b.endpoint_id));
  const find = (model: string) => lookup(model, sorted);
  return {
    list: (filter = {}) =>
      sorted
        .map((preset) => summarize(preset, prices.get(preset.endpoint_id)))
        .filter((model) => matches(model, filter)),
    get(model) {
      const preset = find(model);
      return detail(preset, prices.get(preset.endpoint_id));
    },
    resolve(model, task) {
      const preset = find(model);
      const resolution = resolve(preset, task, sorted);
      return withSoundNote(resolution, preset, prices.get(preset.endpoint_id));
    },
    price: (endpointId, args) => priceOf(endpointId, args, prices.get(endpointId)),
  };
}

function priceOf(
  endpointId: string,
  args: Record<string, unknown>,
  price: PriceRow | undefined,
): PriceEstimate {
  if (price === undefined) {
    const rule = `no price of ${safeText(endpointId, 100)} is known`;
    return { low: null, expected: null, high: null, rule, source: 'none', as_of: 'never' };
  }
  const { low, expected, high, words } = price.rule.cost(args);
  return { low, expected, high, rule: words, source: price.source_url, as_of: price.as_of };
}

/** Sound is a costly default of many models, so an answer says what it adds. */
function withSoundNote(resolution: Resolution, preset: Preset, price: PriceRow | undefined): Resolution {
  const field = preset.fields.audio;
  if (field === undefined || price === undefined || resolution.arguments[field] !== true) return resolution;
  const on = price.rule.cost(resolution.arguments).expected;
  const off = price.rule.cost({ ...resolution.arguments, [field]: false }).expected;
  if (on === null || off === null || on === off) return resolution;
  const note = `Sound is on: ${formatUsd(on)}, without it ${formatUsd(off)}.`;
  return { ...resolution, notes: [...resolution.notes, note] };
}
