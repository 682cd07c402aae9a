import type { Clock } from '../../util/clock.ts';
import type { UploadedFile, UploadMemory } from '../types.ts';

/** fal keeps files for at least seven days unless the account says less (fal FAQ): a day is on the safe side. */
const FRESH_FOR_MS = 24 * 60 * 60 * 1000;

/** A memory that lasts as long as the process. */
export function passingMemory(clock: Clock): UploadMemory {
  const known = new Map<string, { file: UploadedFile; at: number }>();
  return {
    get: (sha256) => {
      const found = known.get(sha256);
      const fresh = found !== undefined && clock.now().getTime() - found.at < FRESH_FOR_MS;
      return Promise.resolve(fresh ? found.file : null);
    },
    put: (file) => {
      known.set(file.sha256, { file, at: clock.now().getTime() });
      return Promise.resolve();
    },
  };
}
