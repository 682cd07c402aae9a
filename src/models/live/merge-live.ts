import type { ArgumentSchema, InputSchema } from '../arguments-of-schema.ts';
import type { Catalog, CatalogEntry } from '../catalog.ts';
import type { TaskKind } from '../types.ts';

/** What the Platform API said of one endpoint, its schemas already found in the OpenAPI document. */
export interface LiveEntry {
  endpoint_id: string;
  /** Absent where fal could not give its schema; `problem` says why. */
  input?: InputSchema & Record<string, unknown>;
  result?: Record<string, unknown>;
  /** The nested types of these schemas, referred to as `#/definitions/…`. */
  definitions?: Record<string, unknown>;
  /** For an endpoint that the snapshot lacks. */
  tasks?: TaskKind[];
  medium?: 'image' | 'video';
  family?: string;
  licence?: string;
  added?: string;
  /** The day on which fal was first seen to list it as deprecated. */
  retired?: string;
  problem?: string;
  /** The day on which it was read. */
  as_of: string;
}

/** A catalog in which the live schemas stand before the snapshot's, because fal checks against those. */
export function mergeLive(catalog: Catalog, live: readonly LiveEntry[]): Catalog {
  if (live.length === 0) return catalog;
  const entries = new Map(catalog.entries);
  for (const each of live) entries.set(each.endpoint_id, merged(entries.get(each.endpoint_id), each));
  return { ...catalog, entries: new Map([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

const SOURCE = "fal's Platform API";

function merged(old: CatalogEntry | undefined, live: LiveEntry): CatalogEntry {
  const { endpoint_id, input, result, definitions, tasks, medium, family, licence, added, as_of } = live;
  const known = old ?? {
    endpoint_id,
    tasks: tasks ?? [],
    medium: medium ?? ('video' as const),
    family: family ?? endpoint_id.split('/')[0] ?? '',
    source: SOURCE,
    as_of,
  };
  const { status, ...kept } = {
    ...known,
    ...(licence === undefined ? {} : { licence }),
    ...(added === undefined ? {} : { added }),
  };
  const entry = { ...kept, ...statusOf(status, live) };
  // Without a schema of fal's the snapshot's goes on to count.
  if (input === undefined) return entry;
  const { result: before, ...rest } = withoutOrigins(entry);
  const after = result ?? before;
  return {
    ...rest,
    input,
    ...(after === undefined ? {} : { result: after }),
    definitions: definitions ?? {},
    live: true,
    source: SOURCE,
    as_of,
  };
}

/** Where the snapshot's schema comes from is not said of fal's own. */
const ORIGINS = ['partial', 'shared', 'recorded', 'newer', 'newer_as_of', 'found', 'found_as_of'];
export const withoutOrigins = (entry: CatalogEntry): CatalogEntry =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !ORIGINS.includes(name))) as CatalogEntry;

/** fal's own "deprecated" retires; what the snapshot knows of a retirement, its day and successor, stays. */
function statusOf(
  before: CatalogEntry['status'],
  { retired }: LiveEntry,
): Partial<Pick<CatalogEntry, 'status'>> {
  if (before?.state === 'retired') return { status: before };
  // An endpoint that fal answers for is listed.
  if (retired === undefined) return {};
  const why = `fal lists it as deprecated since ${retired} or before`;
  return { status: { state: 'retired', date: retired, successor: null, why } };
}

/** Where two states of our knowledge disagree, a sentence each: what a report and get_model show. */
export function differences(old: CatalogEntry | LiveEntry, live: LiveEntry): string[] {
  const deprecated =
    live.retired !== undefined && !isRetired(old) ? [`fal lists it as deprecated since ${live.retired}`] : [];
  if (live.input === undefined) return deprecated;
  const before = old.input?.properties ?? {};
  const now = live.input.properties ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted();
  const changes = names.flatMap((name) => {
    const [was, is] = [before[name], now[name]];
    if (was === undefined) return [`${name} is new`];
    if (is === undefined) return 'partial' in old && old.partial ? [] : [`${name} is gone`];
    const facts = FACTS.flatMap((fact) => changed(fact, was, is));
    const [needed, needs] = [old.input?.required?.includes(name), live.input?.required?.includes(name)];
    const duty = needed === needs ? [] : [needs ? 'is now required' : 'is no longer required'];
    return facts.length + duty.length === 0 ? [] : [`${name}: ${[...facts, ...duty].join(', ')}`];
  });
  return [...deprecated, ...changes];
}

const isRetired = (entry: CatalogEntry | LiveEntry) =>
  'retired' in entry || ('status' in entry && entry.status?.state === 'retired');

const FACTS = ['type', 'enum', 'default', 'minimum', 'maximum'] as const;

/** Published types leave bounds and defaults out, and call whole numbers numbers: that is no disagreement. */
function changed(fact: (typeof FACTS)[number], was: ArgumentSchema, is: ArgumentSchema): string[] {
  const [before, now] = [was[fact], is[fact]];
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (before === undefined && fact !== 'enum') return [];
  if (fact === 'type' && before === 'number' && now === 'integer') return [];
  return [`${fact} was ${shown(before)}, is ${shown(now)}`];
}

const shown = (value: unknown) => (value === undefined ? 'open' : JSON.stringify(value).slice(0, 200));
