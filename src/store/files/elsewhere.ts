import { projectPaths } from '../../project/project-paths.ts';
import { openOnUse } from '../../util/open-on-use.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { type IndexOptions, JournalIndex } from './index/journal-index.ts';

export function jobsElsewhere(root: string, simulated: boolean, options?: IndexOptions): Elsewhere {
  const files = openOnUse(
    () => JournalIndex.open(projectPaths(root, simulated), options),
    (index) => index.close(),
  );
  return {
    simulated,
    known: (jobIds) =>
      files.use(async (index) => {
        await index.sync();
        return jobIds.filter((jobId) => index.isKnown(jobId));
      }),
    count: () =>
      files.use(async (index) => {
        await index.sync();
        return index.countJobs();
      }),
    close: () => files.close(),
  };
}
