import { z } from 'zod';
import { readIfExists, writeJson } from '../../util/atomic-file.ts';
import { acquire } from '../../util/lock.ts';
import { safeText } from '../../util/safe-text.ts';
import { version } from '../../util/version.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import type { LiveEntry } from './merge-live.ts';
import { TASK_KINDS } from '../types.ts';

/** One endpoint as fal described it, and when. */
export interface CachedEntry {
  /** ISO time. */
  read_at: string;
  entry: LiveEntry;
}

export interface LiveCache {
  entries: CachedEntry[];
  /** Why the file was not used, in a sentence; `null` where it was, or there is none. */
  problem: string | null;
}

/** Whose word the entries of a cache are. A simulated fal knows what the catalog of its version knows. */
export const whoSaid = (simulated: boolean) => (simulated ? `simulated fal of ${version}` : FAL);

const FAL = 'fal';

const schema = z.looseObject({ properties: z.record(z.string(), z.looseObject({})).exactOptional() });
const liveEntrySchema = z.strictObject({
  endpoint_id: z.string().refine(isEndpointId, 'not an endpoint id'),
  input: schema.exactOptional(),
  result: z.looseObject({}).exactOptional(),
  definitions: z.record(z.string(), z.looseObject({})).exactOptional(),
  tasks: z.array(z.enum(TASK_KINDS)).exactOptional(),
  medium: z.enum(['image', 'video']).exactOptional(),
  licence: z.string().exactOptional(),
  added: z.iso.date().exactOptional(),
  retired: z.iso.date().exactOptional(),
  problem: z.string().exactOptional(),
  as_of: z.iso.date(),
});

const VERSION = 1;
const file = z.object({
  version: z.literal(VERSION),
  /** Who said so. */
  from: z.string().default(FAL),
  entries: z.array(z.strictObject({ read_at: z.iso.datetime(), entry: liveEntrySchema })),
});

/**
 * The cache of a project. It can be read anew from fal, so a file that is cut or foreign is told and ignored; and so,
 * without a word, is what somebody else said: a simulated fal, or that of an earlier version, whose catalog was another.
 */
export async function readLiveCache(path: string, from: string): Promise<LiveCache> {
  try {
    const text = await readIfExists(path);
    if (text === null) return { entries: [], problem: null };
    const parsed = file.safeParse(JSON.parse(text));
    // What stands in a schema is looked at by ajv, before it is used.
    if (parsed.success) {
      return { entries: parsed.data.from === from ? parsed.data.entries : [], problem: null };
    }
    const [issue] = parsed.error.issues;
    return ignored(path, `${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  } catch (error) {
    return ignored(path, error instanceof Error ? error.message : String(error));
  }
}

const LOCK_WAIT_MS = 10_000;

/**
 * Puts entries into the cache, over older ones of the same endpoints; other processes' entries stay. Throws
 * when the folder cannot be written.
 */
export async function addToLiveCache(
  path: string,
  lockPath: string,
  fresh: readonly CachedEntry[],
  from: string,
): Promise<CachedEntry[]> {
  const lock = await acquire(lockPath, LOCK_WAIT_MS);
  if (lock === null) throw new Error(`another process holds ${lockPath}`);
  try {
    const { entries } = await readLiveCache(path, from);
    const all = new Map(entries.map((each) => [each.entry.endpoint_id, each]));
    for (const each of fresh) {
      const { endpoint_id } = each.entry;
      all.set(endpoint_id, over(all.get(endpoint_id), each));
    }
    const sorted = [...all.values()].toSorted((a, b) =>
      a.entry.endpoint_id.localeCompare(b.entry.endpoint_id),
    );
    await writeJson(path, { version: VERSION, from, entries: sorted });
    return sorted;
  } finally {
    await lock.release();
  }
}

/** A good schema outlives an answer without one, and a retirement keeps the day on which it was first seen. */
function over(before: CachedEntry | undefined, { read_at, entry }: CachedEntry): CachedEntry {
  if (before === undefined) return { read_at, entry };
  const since =
    entry.retired === undefined || before.entry.retired === undefined
      ? {}
      : { retired: before.entry.retired };
  if (entry.input !== undefined || before.entry.input === undefined) {
    return { read_at, entry: { ...entry, ...since } };
  }
  const { retired: _, ...kept } = before.entry;
  const { problem, retired } = { ...entry, ...since };
  return {
    read_at: before.read_at,
    entry: {
      ...kept,
      ...(problem === undefined ? {} : { problem }),
      ...(retired === undefined ? {} : { retired }),
    },
  };
}

const ignored = (path: string, why: string): LiveCache => ({
  entries: [],
  problem: `The cache of live schemas, ${path}, is ignored: ${safeText(why, 200)}`,
});
