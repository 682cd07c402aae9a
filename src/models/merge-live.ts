import type { InputSchema } from './arguments-of-schema.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import type { TaskKind } from './types.ts';

/** What the Platform API said of one endpoint, its schemas already found in the OpenAPI document. */
export interface LiveEntry {
  endpoint_id: string;
  input: InputSchema & Record<string, unknown>;
  result?: Record<string, unknown>;
  /** The nested types of these schemas, referred to as `#/definitions/…`. */
  definitions?: Record<string, unknown>;
  /** For an endpoint that the snapshot lacks. */
  tasks?: TaskKind[];
  medium?: 'image' | 'video';
  family?: string;
  licence?: string;
  added?: string;
  /** When it was read. */
  as_of: string;
}

/** A catalog in which the live schemas stand before the snapshot's, because fal checks against those. */
export function mergeLive(catalog: Catalog, live: readonly LiveEntry[]): Catalog {
  if (live.length === 0) return catalog;
  const entries = new Map(catalog.entries);
  for (const each of live) entries.set(each.endpoint_id, merged(entries.get(each.endpoint_id), each));
  return { ...catalog, entries: new Map([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function merged(old: CatalogEntry | undefined, live: LiveEntry): CatalogEntry {
  const {
    partial: _,
    shared: __,
    newer: ___,
    ...kept
  } = old ?? {
    endpoint_id: live.endpoint_id,
    tasks: [],
    medium: 'video' as const,
    family: live.endpoint_id.split('/')[0] ?? '',
  };
  return { ...kept, ...live, live: true, definitions: live.definitions ?? {}, source: "fal's Platform API" };
}

/** Where the live schema and the snapshot disagree, a sentence each: what a report shows. */
export function differences(old: CatalogEntry, live: LiveEntry): string[] {
  const before = old.input?.properties ?? {};
  const now = live.input.properties ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted();
  return names.flatMap((name) => {
    const [was, is] = [before[name], now[name]];
    if (was === undefined) return [`${name} is new`];
    if (is === undefined) return old.partial ? [] : [`${name} is gone`];
    const changed = ['type', 'enum', 'default', 'minimum', 'maximum'].filter(
      (fact) => JSON.stringify(was[fact]) !== JSON.stringify(is[fact]),
    );
    return changed.length === 0 ? [] : [`${name} has another ${changed.join(', ')}`];
  });
}
