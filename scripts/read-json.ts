import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { packageRoot } from '../src/util/package-root.ts';

/** A JSON file as its schema reads it; `path` is from the root of the repository. */
export const readJson = <T>(path: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(resolve(packageRoot, path), 'utf8')));
