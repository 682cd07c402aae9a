import type { CatalogEntry } from './catalog.ts';
import type { LiveEntry } from './live/merge-live.ts';
import { presetDefaults } from './presets/preset-defaults.ts';
import type { Preset } from './presets/preset-shape.ts';
import type { PriceRow } from './price-rules/price-schema.ts';
import { type InputDoc, type ModelDetail, type ModelSummary, ROLES } from './types.ts';

/** What is known of one endpoint. Without an alias the preset is one that was mapped from its schema. */
export interface Known {
  alias: string | null;
  endpoint_id: string;
  readonly preset: Preset;
  entry: CatalogEntry | undefined;
  readonly price: PriceRow | undefined;
  /** What the snapshot says of it, and what fal itself said; `entry` is both together. */
  snapshot: CatalogEntry | undefined;
  live: LiveEntry | undefined;
}

/** One line of the list of models. */
export function summarize(known: Known): ModelSummary {
  const { alias, preset, entry, price } = known;
  const resolutions = factsOf(preset.fields.resolution, known).allowed;
  const cost = price?.rule.cost(presetDefaults(preset)).expected ?? null;
  const seconds = defaultSeconds(known);
  return {
    alias,
    endpoint_id: preset.endpoint_id,
    family: preset.family,
    owner: preset.endpoint_id.split('/')[0] ?? '',
    title: preset.title,
    status: entry?.status?.state ?? 'active',
    tasks: preset.tasks,
    durations: preset.duration?.seconds ?? null,
    resolutions: resolutions?.map(String) ?? null,
    audio: preset.sound === 'always' || preset.sound === 'switch',
    end_frame: preset.roles.last_frame !== undefined,
    price: price?.rule.summary ?? 'unknown',
    default_price_micros: cost,
    price_per_second_micros: cost === null || seconds === null ? null : Math.ceil(cost / seconds),
    licence: entry?.licence ?? null,
    added: entry?.added ?? null,
  };
}

/** The length of the clip when nothing is asked: the preset's, or fal's own default. */
function defaultSeconds(known: Known): number | null {
  const { duration } = known.preset;
  if (duration === null) return null;
  if (duration.spelling === 'fixed') return duration.seconds[0] ?? null;
  if (duration.default_seconds !== null) return duration.default_seconds;
  const standard = Number.parseFloat(String(factsOf(duration.field, known).default));
  if (!(standard > 0)) return null;
  return duration.spelling === 'frames' ? (standard - duration.plus) / duration.fps : standard;
}

/** Values and default of one argument: the preset's, or straight from the schema that a mapped one is made of. */
function factsOf(
  field: string | undefined,
  { alias, preset, entry }: Known,
): { allowed?: readonly unknown[] | undefined; default?: unknown } {
  if (field === undefined) return {};
  if (alias !== null) return preset.arguments.find(({ name }) => name === field) ?? {};
  const schema = entry?.input?.properties?.[field];
  return { allowed: schema?.enum, default: schema?.default };
}

/** Everything about one model. */
export function detail(known: Known): ModelDetail {
  const { preset, price } = known;
  return {
    ...summarize(known),
    inputs: inputsOf(preset),
    words: { ...preset.fields },
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

function inputsOf({ roles }: Preset): InputDoc[] {
  return ROLES.flatMap((role) => {
    const target = roles[role];
    if (target === undefined) return [];
    const { field, required, many = false, most } = target;
    return [{ role, argument: field, required, many, ...(most === undefined ? {} : { most }) }];
  });
}
