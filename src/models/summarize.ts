import { presetDefaults } from './preset-defaults.ts';
import type { Preset } from './preset-schema.ts';
import type { PriceRow } from './price-schema.ts';
import type { ModelDetail, ModelFilter, ModelSummary } from './types.ts';

/** One line of the list of models. */
export function summarize(preset: Preset, price: PriceRow | undefined): ModelSummary {
  const resolution = preset.arguments.find(({ name }) => name === preset.fields.resolution);
  return {
    alias: preset.alias,
    endpoint_id: preset.endpoint_id,
    family: preset.family,
    title: preset.title,
    tasks: preset.tasks,
    durations: preset.duration?.seconds ?? null,
    resolutions: resolution?.allowed?.map(String) ?? null,
    audio: preset.sound !== 'none',
    end_frame: preset.roles.last_frame !== undefined,
    price: price?.rule.summary ?? 'unknown',
    default_price_micros: price?.rule.cost(presetDefaults(preset)).expected ?? null,
  };
}

/** Everything about one model. */
export function detail(preset: Preset, price: PriceRow | undefined): ModelDetail {
  return {
    ...summarize(preset, price),
    arguments: preset.arguments,
    preset_defaults: presetDefaults(preset),
    notes: [...preset.notes, `Arguments: ${preset.source}; ${preset.as_of}.`],
    price_rule: {
      rule: price === undefined ? 'no price is known' : `${price.rule.summary}. ${price.note}`,
      source: price?.source_url ?? 'none',
      as_of: price?.as_of ?? 'never',
      confidence: price?.confidence ?? 'none',
    },
  };
}

/** Whether a model answers every part of a filter. A price that is not known is never below a limit. */
export function matches(model: ModelSummary, filter: ModelFilter): boolean {
  const { text, task, family, audio, end_frame, duration_seconds, max_default_price_micros: most } = filter;
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const searched = [model.alias, model.endpoint_id, model.family, model.title].join(' ').toLowerCase();
  return (
    words.every((word) => searched.includes(word)) &&
    (task === undefined || model.tasks.includes(task)) &&
    (family === undefined || model.family === family.toLowerCase()) &&
    (audio === undefined || model.audio === audio) &&
    (end_frame === undefined || model.end_frame === end_frame) &&
    (duration_seconds === undefined || (model.durations ?? []).includes(duration_seconds)) &&
    (most === undefined || (model.default_price_micros !== null && model.default_price_micros <= most))
  );
}
