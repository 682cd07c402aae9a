import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { InputSchema } from './arguments-of-schema.ts';
import { badData } from './bad-data.ts';
import { TASK_KINDS } from './types.ts';

/**
 * The snapshot of fal's image and video endpoints, `presets/catalog.json`: what each takes and gives, as JSON
 * Schema. `scripts/build-catalog.ts` writes it; a live answer of the Platform API may stand in front of it.
 */

const entry = z.object({
  endpoint_id: z.string().min(1),
  tasks: z.array(z.enum(TASK_KINDS)),
  medium: z.enum(['image', 'video']),
  family: z.string(),
  /** Absent for an endpoint that fal lists. `date` is the day of fal's notice, or that by which it was gone. */
  status: z
    .discriminatedUnion('state', [
      z.object({ state: z.literal('retired'), date: z.iso.date(), successor: z.string(), why: z.string() }),
      z.object({ state: z.literal('unlisted'), why: z.string() }),
    ])
    .exactOptional(),
  /** Its clips have sound without a switch. */
  sound: z.literal('always').exactOptional(),
  source: z.string().nullable(),
  as_of: z.iso.date().nullable(),
  /** Not all of its arguments are known. */
  partial: z.literal(true).exactOptional(),
  /** fal publishes one type for it and its siblings, so that a default may be a sibling's. */
  shared: z.literal(true).exactOptional(),
  /** Arguments with something that only the recorded schemas know, or know better; their day stands under `sources`. */
  recorded: z.array(z.string()).exactOptional(),
  /** Arguments with something from a page of fal, and the day of that page where it is known. */
  newer: z.array(z.string()).exactOptional(),
  newer_as_of: z.iso.date().exactOptional(),
  /** Arguments with something that was found elsewhere, and when. */
  found: z.array(z.string()).exactOptional(),
  found_as_of: z.iso.date().exactOptional(),
  licence: z.string().exactOptional(),
  /** The day on which fal put it up. */
  added: z.iso.date().exactOptional(),
  // JSON Schemas; ajv reads them when they are used, and a look into each here would take long.
  input: z.unknown().exactOptional(),
  result: z.unknown().exactOptional(),
});

const file = z.object({
  sources: z.record(z.string(), z.object({ about: z.string(), as_of: z.iso.date() })),
  under: z.array(z.string()).default([]),
  definitions: z.record(z.string(), z.unknown()),
  endpoints: z.array(z.unknown()).min(1),
});
/** With each entry looked at closely, which takes longer than most commands have. */
const closely = file.extend({ endpoints: z.array(entry).min(1) });

export type CatalogEntry = Omit<z.output<typeof entry>, 'input' | 'result' | 'status'> & {
  /** A retirement that only fal's own list tells of names no successor. */
  status?:
    | { state: 'retired'; date: string; successor: string | null; why: string }
    | { state: 'unlisted'; why: string };
  input?: InputSchema & Record<string, unknown>;
  result?: Record<string, unknown>;
  /** Read from fal itself, not from the snapshot. */
  live?: true;
  /** Nested types of its own; without them the snapshot's are meant. */
  definitions?: Record<string, unknown>;
};

export interface Catalog {
  /** By endpoint id, in the order of ids. */
  entries: ReadonlyMap<string, CatalogEntry>;
  /** The nested types that the schemas refer to as `#/definitions/…`. */
  definitions: Record<string, unknown>;
  /** What the snapshot was made from, and of which day each is. */
  sources: Record<string, { about: string; as_of: string }>;
  /** Beginnings of ids under which fal has models that nobody here knows by name. */
  under: readonly string[];
}

const CATALOG = 'catalog.json';

/**
 * Reads the snapshot. Throws BAD_MODEL_DATA with the file's name when it is cut or damaged. Its entries are looked at
 * closely by the tests, and here where one is not what it looks like from afar.
 */
export function readCatalog(folder: string): Catalog {
  const read = parse(folder);
  const { sources, under, definitions, endpoints } = checked(file, read);
  const sound = endpoints.every(looksSound) ? endpoints : checked(closely, read).endpoints;
  const entries = new Map((sound as CatalogEntry[]).map((each) => [each.endpoint_id, each]));
  return { entries, definitions, sources, under };
}

/** Throws for the first slip in any entry. */
export function checkCatalog(folder: string): void {
  checked(closely, parse(folder));
}

function checked<T>(schema: z.ZodType<T>, read: unknown): T {
  const parsed = schema.safeParse(read, { jitless: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badData(`presets/${CATALOG}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

function looksSound(each: unknown): boolean {
  if (typeof each !== 'object' || each === null) return false;
  const { endpoint_id, tasks, medium, family } = each as Record<string, unknown>;
  const named = typeof endpoint_id === 'string' && typeof family === 'string';
  return named && (medium === 'image' || medium === 'video') && Array.isArray(tasks);
}

function parse(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, CATALOG), 'utf8'));
  } catch (error) {
    throw badData(`presets/${CATALOG}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** One of an entry's schemas as a document of its own, with the nested types that it needs. */
export function wholeSchema(
  { definitions: shared }: Pick<Catalog, 'definitions'>,
  { definitions: own }: Pick<CatalogEntry, 'definitions'>,
  part: Record<string, unknown>,
): Record<string, unknown> {
  const all = own ?? shared;
  const definitions: Record<string, unknown> = {};
  const collect = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (Object.hasOwn(definitions, name) || !Object.hasOwn(all, name)) continue;
      definitions[name] = all[name];
      collect(all[name]);
    }
  };
  collect(part);
  return Object.keys(definitions).length === 0 ? part : { ...part, definitions };
}
