import { formatUsd } from '../util/money.ts';
import { once } from '../util/once.ts';
import { checkSchema } from './from-schema/check-schema.ts';
import { gather, type Gathered } from './gather.ts';
import { findModel } from './find-model.ts';
import type { LiveEntry } from './live/merge-live.ts';
import { nearestFirst } from './nearest-first.ts';
import type { Preset } from './presets/preset-shape.ts';
import { priceOf } from './price-of.ts';
import { type ModelData, PRESETS, readModelData } from './read-data.ts';
import { refuseRetired, refuseUnmapped } from './resolve/refuse-endpoint.ts';
import { resolve } from './resolve/resolve.ts';
import { schemasOf } from './schemas-of.ts';
import { matching } from './search.ts';
import { detailOf, type Known, summarize } from './summarize.ts';
import type { Models, ModelSummary, Resolution, Task } from './types.ts';
import { withNews, withSetAside } from './with-news.ts';

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

export { PRESETS };

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
  const summaries = new WeakMap<Known, ModelSummary>();
  const summaryOf = (known: Known) => {
    const summary = summaries.get(known) ?? summarize(known);
    summaries.set(known, summary);
    return summary;
  };
  const find = (model: string) => findModel(model, all());
  return {
    list: (filter = {}) =>
      all()
        .known.filter(({ tasks }) => filter.task === undefined || tasks.includes(filter.task))
        .map(summaryOf)
        .filter(matching(filter)),
    get: (model) => {
      const known = find(model);
      return withSetAside(
        withNews(detailOf(known, summaryOf(known), data().catalog.sources), known),
        data().setAside,
      );
    },
    schemas: (model) => schemasOf(find(model), all().catalog),
    limits: (model) => find(model).preset.limits,
    resolve: (model, task) => resolveKnown(find(model), task, all()),
    price: (endpointId, args, facts = {}) => priceOf(endpointId, args, all(), facts),
  };
}

function resolveKnown(known: Known, task: Task, gathered: Gathered): Resolution {
  const { alias, preset, entry } = known;
  const { offered, catalog } = gathered;
  const nearest = () => {
    const same = offered.filter(({ tasks }) => tasks.some((each) => preset.tasks.includes(each)));
    return nearestFirst(preset, same)[0]?.alias;
  };
  refuseRetired(preset.alias, entry, task.allow_retired === true, nearest);
  if (alias === null && entry !== undefined) refuseUnmapped(entry, preset, task);
  const resolution = { ...resolve(preset, task, offered), model_alias: alias };
  const { input } = schemasOf(known, catalog);
  // A preset may know newer values than the snapshot, but none that fal itself would refuse.
  const how = entry?.live === true ? 'whole' : alias === null ? 'given' : 'below';
  if (input !== null) checkSchema(preset.alias, input, resolution.arguments, how);
  const retired = entry?.status?.state === 'retired' ? [`Retired: ${entry.status.why}.`] : [];
  return withSoundNote({ ...resolution, notes: [...retired, ...resolution.notes] }, preset, gathered);
}

/** Sound is a costly default of many models, so an answer says what it adds. */
function withSoundNote(resolution: Resolution, preset: Preset, gathered: Gathered): Resolution {
  const field = preset.fields.audio;
  if (field === undefined || resolution.arguments[field] !== true) return resolution;
  const cost = (args: Record<string, unknown>) =>
    priceOf(resolution.endpoint_id, args, gathered, {}).expected;
  const [on, off] = [cost(resolution.arguments), cost({ ...resolution.arguments, [field]: false })];
  if (on === null || off === null || on === off) return resolution;
  const note = `Sound is on: ${formatUsd(on)}, without it ${formatUsd(off)}.`;
  return { ...resolution, notes: [...resolution.notes, note] };
}
