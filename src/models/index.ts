import { join } from 'node:path';
import { formatUsd } from '../util/money.ts';
import { once } from '../util/once.ts';
import { packageRoot } from '../util/package-root.ts';
import { safeText } from '../util/safe-text.ts';
import { type Catalog, wholeSchema } from './catalog.ts';
import { checkSchema } from './from-schema/check-schema.ts';
import { gather, type Gathered } from './gather.ts';
import { findModel } from './find-model.ts';
import type { LiveEntry } from './live/merge-live.ts';
import { nearestFirst } from './nearest-first.ts';
import type { Preset } from './presets/preset-shape.ts';
import type { CallFacts } from './price-rules/index.ts';
import type { PriceRow } from './price-rules/price-schema.ts';
import { type ModelData, readModelData } from './read-data.ts';
import { refuseRetired } from './resolve/refuse-retired.ts';
import { refuseUnmapped } from './resolve/refuse-unmapped.ts';
import { resolve } from './resolve/resolve.ts';
import { matches } from './search.ts';
import { detail, type Known, summarize } from './summarize.ts';
import type { Models, ModelSchemas, PriceEstimate, Resolution, Task } from './types.ts';
import { withNews, withSetAside } from './live/with-news.ts';

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
  const find = (model: string) => findModel(model, all().known);
  return {
    list: (filter = {}) => summaries().filter((model) => matches(model, filter)),
    get: (model) => withSetAside(withNews(detail(find(model)), find(model)), data().setAside),
    schemas: (model) => schemasOf(find(model), all().catalog),
    limits: (model) => find(model).preset.limits,
    resolve: (model, task) => resolveKnown(find(model), task, all()),
    price: (endpointId, args, facts = {}) => priceOf(endpointId, args, all().prices.get(endpointId), facts),
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
