import { join } from 'node:path';
import type { z } from 'zod';
import { parseJson } from '../util/json.ts';
import { readTextSync } from '../util/read-text.ts';
import { badData } from './bad-data.ts';

/** Reads `presets/<name>` as JSON; what did not ship may be nested too deep. Throws BAD_MODEL_DATA with the file's name. */
export function readJson(folder: string, name: string, ships = false): unknown {
  try {
    const text = readTextSync(join(folder, name));
    return ships ? JSON.parse(text) : parseJson(text);
  } catch (error) {
    throw badData(`presets/${name}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/**
 * The value as its schema reads it; `at` is where it stands in the file. Throws BAD_MODEL_DATA with the file's name and the
 * first fields that are wrong.
 */
export function parseFile<T>(
  name: string,
  schema: z.ZodType<T>,
  value: unknown,
  at: readonly PropertyKey[] = [],
): T {
  // Each schema reads a few hundred values once: compiling it first would take longer.
  const parsed = schema.safeParse(value, { jitless: true });
  if (parsed.success) return parsed.data;
  throw badData(
    parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `presets/${name}: ${[...at, ...path].join('.') || 'the file'}: ${message}`)
      .join('; '),
  );
}
