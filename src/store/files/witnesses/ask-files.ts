import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectPaths } from '../../../project/project-paths.ts';
import { eachOf } from '../../../util/each-of.ts';
import type { Job } from '../../job.ts';
import { jobFolder, jobIdOf } from '../../job-folder.ts';
import { isRunFolder, readManifest } from './manifest.ts';
import { onlyNamed, type Testimony, testimonyOfManifest } from './testimony.ts';

/** So many folders are looked into at once. */
const WIDTH = 16;
const NEVER = new AbortController().signal;

/** What the folders of runs tell of jobs that have not ended, and of those that `isKnown` does not know. */
export async function askFolders(
  paths: ProjectPaths,
  open: readonly Job[],
  isKnown: (jobId: string) => boolean,
): Promise<Testimony[]> {
  const unknown = [...(await runFolders(paths.fal))].filter(([jobId]) => !isKnown(jobId));
  return [
    ...(await askManifests(paths, open)),
    ...(await testimoniesOf(unknown, async (jobId, folder) =>
      (await isRunFolder(folder)) ? onlyNamed(jobId) : null,
    )),
  ];
}

/** What the record of each of these jobs tells: one small file a job. */
export const askManifests = (paths: ProjectPaths, jobs: readonly Job[]): Promise<Testimony[]> =>
  testimoniesOf(
    jobs.map((job): [string, string] => [job.job_id, jobFolder({ project: paths }, job)]),
    () => Promise.resolve(null),
  );

async function testimoniesOf(
  folders: readonly [string, string][],
  withoutRecord: (jobId: string, folder: string) => Promise<Testimony | null>,
): Promise<Testimony[]> {
  const testimonies: Testimony[] = [];
  await eachOf(folders, WIDTH, NEVER, async ([jobId, folder]) => {
    const manifest = await readManifest(jobId, folder);
    const isRead = manifest !== null && typeof manifest !== 'string';
    const told = isRead ? testimonyOfManifest(manifest) : await withoutRecord(jobId, folder);
    if (told !== null) testimonies.push(told);
  });
  return testimonies;
}

/** The folders of runs, by their jobs. */
export async function runFolders(fal: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await eachOf(await foldersIn(fal), WIDTH, NEVER, async (batch) => {
    for (const folder of await foldersIn(batch)) {
      const jobId = jobIdOf(folder);
      if (jobId !== null) found.set(jobId, folder);
    }
  });
  return found;
}

/** Those behind links, too: videos are moved to another disk. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => join(folder, name));
}
