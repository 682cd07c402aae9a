import {
  exists,
  makeWhole,
  putInPlace,
  readIfExists,
  writeAtomic,
  writeJson,
} from '../../util/atomic-file.ts';
import type { Blobs } from '../blobs.ts';

/** Files in the folder of the project, where everybody sees them: their paths are their names. */
export const folderBlobs: Blobs = {
  find: async ({ path }) => ((await exists(path)) ? path : null),
  read: readIfExists,
  write: (path, data, { unclaimed = false } = {}) => writeAtomic(path, data, { unlocked: unclaimed }),
  writeJson,
  make: makeWhole,
  keep: async (file, { path }) => (file === path ? undefined : await putInPlace(file, path)),
};
