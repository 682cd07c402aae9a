import { join } from 'node:path';
import { formatUsd } from '../util/money.ts';
import { once } from '../util/once.ts';
import { packageRoot } from '../util/package-root.ts';
import { safeText } from '../util/safe-text.ts';
import { type Catalog, wholeSchema } from './catalog.ts';
import { checkSchema } from './check-schema.ts';
import { familyBeginnings, familyOf } from './family-of.ts';
import { lookup } from './lookup.ts';
import { mapFromSchema } from './map-from-schema.ts';
import { differences, type LiveEntry, mergeLive } from './merge-live.ts';
import { nearestFirst } from './nearest-first.ts';
import { presetWithLive } from './preset-with-live.ts';
import type { Preset } from './preset-schema.ts';
import type { CallFacts } from './price-rules/index.ts';
import type { PriceRow } from './price-schema.ts';
import { type ModelData, readModelData } from './read-data.ts';
import { refuseRetired } from './refuse-retired.ts';
import { refuseUnmapped } from './refuse-unmapped.ts';
import { resolve } from './resolve.ts';
import { matches } from './search.ts';
import { detail, type Known, summarize } from './summarize.ts';
import type { ModelDetail, Models, ModelSchemas, PriceEstimate, Resolution, Task } from './types.ts';

/**
 * The presets, the price list and the catalog that ship with the package, read at the first question; live
 * schemas stand before the snapshot's, and the presets of a project (`own`) beside the shipped ones. Every
 * question throws BAD_MODEL_DATA when a file is damaged.
 */
export function loadModels(folder = PRESETS, live: readonly LiveEntry[] = [], own?: string): Models {
  const read = () =>
    modelsOf(
      once(() => readModelData(folder, own)),
      live,
    );
  let current = read();
  return delegating(
    () => current,
    () => {
      current = read();
    },
  );
}

/** Where what ships with the package stands. */
export const PRESETS = join(packageRoot, 'presets');

/** Models over data that does not change. */
export type KnownModels = Omit<Models, 'reload'>;

/** Models that ask whichever ones are current. */
export function delegating(current: () => KnownModels, reload: () => void): Models {
  return {
    list: (filter) => current().list(filter),
    get: (model) => current().get(model),
    schemas: (model) => current().schemas(model),
    limits: (model) => current().limits(model),
    resolve: (model, task) => current().resolve(model, task),
    price: (endpointId, args, facts) => current().price(endpointId, args, facts),
    reload,
  };
}

/** The same over data that others read too. */
export function modelsOf(data: () => ModelData, live: readonly LiveEntry[]): KnownModels {
  const all = once(() => gather(data(), live));
  const summaries = once(() => all().known.map(summarize));
  const find = (model: string) => lookup(model, all().known);
  return {
    list: (filter = {}) => summaries().filter((model) => matches(model, filter)),
    get: (model) => withNews(detail(find(model)), find(model)),
    schemas: (model) => schemasOf(find(model), all().catalog),
    limits: (model) => find(model).preset.limits,
    resolve: (model, task) => resolveKnown(find(model), task, all()),
    price: (endpointId, args, facts = {}) => priceOf(endpointId, args, all().prices.get(endpointId), facts),
  };
}

interface Gathered {
  /** Presets first, then by endpoint id. */
  known: Known[];
  /** What may be named in place of a model that cannot do a task. */
  offered: Preset[];
  prices: ReadonlyMap<string, PriceRow>;
  catalog: Catalog;
}

function gather(data: ModelData, live: readonly LiveEntry[]): Gathered {
  const catalog = mergeLive(data.catalog, live);
  const newest = new Map(live.map((each) => [each.endpoint_id, each]));
  const presets = data.presets
    .map((preset) => presetWithLive(preset, catalog.entries.get(preset.endpoint_id)))
    .toSorted((a, b) => a.endpoint_id.localeCompare(b.endpoint_id));
  const withPreset = new Set(presets.map(({ endpoint_id }) => endpoint_id));
  const beginnings = familyBeginnings(data.families);
  const mapped = [...catalog.entries.values()]
    .filter(({ endpoint_id }) => !withPreset.has(endpoint_id))
    .map((entry) =>
      mapFromSchema({ ...entry, family: familyOf(entry.endpoint_id, beginnings) ?? entry.family }),
    );
  const knownOf = (preset: Preset, alias: string | null): Known => ({
    alias,
    preset,
    entry: catalog.entries.get(preset.endpoint_id),
    price: data.prices.get(preset.endpoint_id),
    snapshot: data.catalog.entries.get(preset.endpoint_id),
    live: newest.get(preset.endpoint_id),
  });
  const isRetired = ({ endpoint_id }: Preset) =>
    catalog.entries.get(endpoint_id)?.status?.state === 'retired';
  return {
    known: [
      ...presets.map((preset) => knownOf(preset, preset.alias)),
      ...mapped.map((preset) => knownOf(preset, null)),
    ],
    offered: presets.filter((preset) => !isRetired(preset)),
    prices: data.prices,
    catalog,
  };
}

function resolveKnown(known: Known, task: Task, { offered, catalog }: Gathered): Resolution {
  const { alias, preset, entry, price } = known;
  const nearest = () => {
    const same = offered.filter(({ tasks }) => tasks.some((each) => preset.tasks.includes(each)));
    return nearestFirst(preset, same)[0]?.alias;
  };
  refuseRetired(preset.alias, entry, task.allow_retired === true, nearest);
  if (alias === null && entry !== undefined) refuseUnmapped(entry, preset, task);
  const resolution = { ...resolve(preset, task, offered), model_alias: alias };
  const { input } = schemasOf(known, catalog);
  // A preset may know newer values than the snapshot, but none that fal itself would refuse.
  const below = alias !== null && entry?.live !== true;
  if (input !== null) checkSchema(preset.alias, input, resolution.arguments, below);
  const retired = entry?.status?.state === 'retired' ? [`Retired: ${entry.status.why}.`] : [];
  return withSoundNote({ ...resolution, notes: [...retired, ...resolution.notes] }, preset, price);
}

/** What fal itself says, and since when, where it is not what the snapshot says. */
function withNews(model: ModelDetail, { snapshot, live }: Known): ModelDetail {
  if (live === undefined) return model;
  const { as_of, problem } = live;
  const changes = snapshot === undefined ? [] : differences(snapshot, live);
  const more = changes.length > 8 ? `; and ${changes.length - 8} more` : '';
  const news = [
    ...(snapshot === undefined ? [`Not in the snapshot: looked up at fal on ${as_of}.`] : []),
    ...(changes.length === 0
      ? []
      : [
          `fal's live schema of ${as_of} counts; the snapshot of ${snapshot?.as_of ?? 'old'} differs: ${changes.slice(0, 8).join('; ')}${more}.`,
        ]),
    ...(problem === undefined ? [] : [`On ${as_of} fal gave no schema to use: ${safeText(problem, 300)}.`]),
  ];
  return { ...model, notes: [...model.notes, ...news] };
}

const whole = new WeakMap<object, Record<string, unknown>>();

/** The schemas with their nested types; the same object every time, so that each is compiled once. */
function schemasOf({ preset, entry }: Known, catalog: Catalog): ModelSchemas {
  const part = (schema: Record<string, unknown> | undefined) => {
    if (entry === undefined || schema === undefined) return null;
    const made = whole.get(schema) ?? wholeSchema(catalog, entry, schema);
    whole.set(schema, made);
    return made;
  };
  return {
    input: part(entry?.input),
    result: part(entry?.result),
    partial: entry?.input === undefined || entry.partial === true,
    source: entry?.source ?? preset.source,
    as_of: entry?.as_of ?? preset.as_of,
  };
}

function priceOf(
  endpointId: string,
  args: Record<string, unknown>,
  price: PriceRow | undefined,
  facts: CallFacts,
): PriceEstimate {
  if (price === undefined) {
    const rule = `no price of ${safeText(endpointId, 100)} is known`;
    return { low: null, expected: null, high: null, rule, source: 'none', as_of: 'never' };
  }
  const { low, expected, high, words } = price.rule.cost(args, facts);
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
