import type { Micros } from '../util/money.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import type { LiveEntry } from './live/merge-live.ts';
import { presetDefaults } from './presets/preset-defaults.ts';
import type { Preset } from './presets/preset-shape.ts';
import type { PriceRow } from './price-rules/price-schema.ts';
import { type InputDoc, type ModelDetail, type ModelSummary, ROLES, type TaskKind } from './types.ts';

/** What is known of one endpoint. Without an alias the preset is one that was mapped from its schema. */
export interface Known {
  alias: string | null;
  endpoint_id: string;
  /** As its preset says, which need not be read for it. */
  tasks: readonly TaskKind[];
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
    sound: preset.sound,
    end_frame: preset.roles.last_frame !== undefined,
    several_shots: SHOTS.some((name) => hasArgument(name, known)),
    price: price?.rule.summary ?? 'unknown',
    default_price_micros: cost,
    price_per_second_micros: costPerSecond(cost, seconds),
    licence: entry?.licence ?? null,
    added: entry?.added ?? null,
    as_of: knownSince(known),
  };
}

/** Rounded up: it is held to caps. */
export const costPerSecond = (cost: Micros | null, seconds: number | null): Micros | null =>
  cost === null || seconds === null ? null : Math.ceil(cost / seconds);

/** The arguments with which models cut one clip into several shots. */
const SHOTS = ['multi_prompt', 'multi_shots', 'shots', 'generate_multi_clip_switch'];

const hasArgument = (wanted: string, { alias, preset, entry }: Known) =>
  alias === null
    ? entry?.input?.properties?.[wanted] !== undefined
    : preset.arguments.some(({ name }) => name === wanted);

/** fal's own day, where it was asked; else that of the younger of preset and catalog. */
function knownSince({ alias, preset, entry }: Known): string | null {
  const catalog = entry?.as_of ?? null;
  if (alias === null || entry?.live === true) return catalog;
  return catalog !== null && catalog > preset.as_of ? catalog : preset.as_of;
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
export function detailOf(known: Known, summary: ModelSummary, sources: Catalog['sources']): ModelDetail {
  const { preset, price } = known;
  return {
    ...summary,
    inputs: inputsOf(preset),
    words: { ...preset.fields },
    arguments: preset.arguments,
    preset_defaults: presetDefaults(preset),
    notes: [
      ...preset.notes,
      `Arguments: ${preset.source}; ${preset.as_of}.`,
      ...otherOrigins(known.entry, sources),
    ],
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

const MOST_NAMED = 8;

/** Which arguments have something of another source, or of another day, than the rest: a sentence for each. */
function otherOrigins(entry: CatalogEntry | undefined, sources: Catalog['sources']): string[] {
  if (entry === undefined) return [];
  const { recorded, newer, newer_as_of, found, found_as_of } = entry;
  return [
    originSentence(recorded, 'the schema recorded on', sources['recorded schemas']?.as_of),
    originSentence(
      newer,
      "fal's page of",
      newer_as_of ?? `${sources['pages of fal']?.as_of ?? 'an unknown day'} or before`,
    ),
    originSentence(found, 'facts of', found_as_of),
  ].flat();
}

function originSentence(names: readonly string[] = [], source: string, day = 'an unknown day'): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`From ${source} ${day}, in part or whole: ${names.slice(0, MOST_NAMED).join(', ')}${more}.`];
}
