import { once } from '../util/once.ts';
import type { Catalog } from './catalog.ts';
import { familyBeginnings, familyOf } from './presets/family-of.ts';
import { mapFromSchema } from './from-schema/map-from-schema.ts';
import { type LiveEntry, mergeLive } from './live/merge-live.ts';
import type { Offered, Preset } from './presets/preset-shape.ts';
import { presetWithLive } from './live/preset-with-live.ts';
import type { ModelData } from './read-data.ts';
import type { PriceList } from './price-rules/read-prices.ts';
import type { Known } from './summarize.ts';
import type { TaskKind } from './types.ts';

export interface Gathered {
  /** Presets first, then by endpoint id; what is retired comes last. */
  known: Known[];
  /** By alias and by endpoint id. */
  byName: ReadonlyMap<string, Known>;
  /** What may be named in place of a model that cannot do a task. */
  offered: Offered;
  prices: PriceList;
  catalog: Catalog;
}

const withoutLive = new WeakMap<ModelData, Gathered>();

/** Presets, snapshot, live schemas and prices brought together, by endpoint. */
export function gather(data: ModelData, live: readonly LiveEntry[]): Gathered {
  if (live.length > 0) return gatherAll(data, live);
  const gathered = withoutLive.get(data) ?? gatherAll(data, []);
  withoutLive.set(data, gathered);
  return gathered;
}

function gatherAll(data: ModelData, live: readonly LiveEntry[]): Gathered {
  const catalog = mergeLive(data.catalog, live);
  const newest = new Map(live.map((each) => [each.endpoint_id, each]));
  const beginnings = familyBeginnings(data.families);
  const isRetired = ({ endpoint_id }: Pick<Known, 'endpoint_id'>) =>
    catalog.entries.get(endpoint_id)?.status?.state === 'retired';
  // Each is read when it is asked for: a list needs all of them, a job one.
  const knownOf = (
    endpoint_id: string,
    alias: string | null,
    tasks: readonly TaskKind[],
    make: () => Preset,
  ): Known => {
    const preset = once(make);
    return {
      alias,
      endpoint_id,
      tasks,
      get preset() {
        return preset();
      },
      get price() {
        return data.prices.get(endpoint_id);
      },
      entry: catalog.entries.get(endpoint_id),
      snapshot: data.catalog.entries.get(endpoint_id),
      live: newest.get(endpoint_id),
    };
  };
  const presets = data.presets
    .map((listed) =>
      knownOf(listed.endpoint_id, listed.alias, listed.tasks, () =>
        presetWithLive(listed.read(), catalog.entries.get(listed.endpoint_id)),
      ),
    )
    .toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1));
  const withPreset = new Set(presets.map(({ endpoint_id }) => endpoint_id));
  const mapped = [...catalog.entries.values()]
    .filter(({ endpoint_id }) => !withPreset.has(endpoint_id))
    .map((entry) =>
      knownOf(entry.endpoint_id, null, entry.tasks, () =>
        mapFromSchema({ ...entry, family: familyOf(entry.endpoint_id, beginnings) ?? entry.family }),
      ),
    );
  const offered = presets.filter((each) => !isRetired(each));
  const all = [...presets, ...mapped];
  const known = [...all.filter((each) => !isRetired(each)), ...all.filter(isRetired)];
  return {
    known,
    byName: new Map(known.toReversed().flatMap((each) => namesOf(each).map((name) => [name, each]))),
    offered: {
      filter: (fits, kind) =>
        offered
          .filter(({ tasks }) => kind === undefined || tasks.includes(kind))
          .map(({ preset }) => preset)
          .filter(fits),
    },
    prices: data.prices,
    catalog,
  };
}

const namesOf = ({ alias, endpoint_id }: Known) => (alias === null ? [endpoint_id] : [endpoint_id, alias]);
