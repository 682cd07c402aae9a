import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerSoFar } from '../../../ledger/ledger.ts';
import type { ProjectPaths } from '../../../project/project-paths.ts';
import { eachOf } from '../../../util/each-of.ts';
import { hasEnded } from '../fold.ts';
import { jobFolder, jobIdOf } from '../job-context.ts';
import { isRunFolder, readManifest } from './manifest.ts';
import { type AskWitnesses, onlyNamed, testimonyOfManifest, testimonyOfRow } from './testimony.ts';

/** So many folders are looked into at once. */
const WIDTH = 16;
const NEVER = new AbortController().signal;

/**
 * The ledger and the run files as witnesses. Cheap where all is well: the ledger is read once a process, of run
 * folders the names, and a file only of jobs that the journal does not know or that have not ended.
 */
export const askFiles =
  (paths: ProjectPaths): AskWitnesses =>
  async (jobs) => {
    const testimonies = [...(await ledgerSoFar(paths)).values()].map(testimonyOfRow);
    const open = [...jobs.values()].filter((job) => !hasEnded(job) || !job.finalized);
    const folders = [
      ...[...(await runFolders(paths.fal))].filter(([jobId]) => !jobs.has(jobId)),
      ...open.map((job): [string, string] => [job.job_id, jobFolder({ project: paths }, job)]),
    ];
    await eachOf(folders, WIDTH, NEVER, async ([jobId, folder]) => {
      const manifest = await readManifest(jobId, folder);
      if (manifest !== null && typeof manifest !== 'string') testimonies.push(testimonyOfManifest(manifest));
      else if (!jobs.has(jobId) && (await isRunFolder(folder))) testimonies.push(onlyNamed(jobId));
    });
    return testimonies;
  };

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
