import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';

/** The files of a kind in a folder of the repository and in those below it, by their paths from the root, sorted. */
export const filesBelow = (folder: string, kind: RegExp): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => kind.test(name))
    .map((name) => join(folder, name))
    .toSorted();
