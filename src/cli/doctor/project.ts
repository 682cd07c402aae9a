import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asFalVideoError } from '../../errors.ts';
import { openFiles } from '../../store/files/open-files.ts';
import { sayGaps } from '../../store/gaps.ts';
import { CONFIG_FILE, readConfig } from '../../project/config.ts';
import { projectPaths } from '../../project/project-paths.ts';
import { systemClock } from '../../util/clock.ts';
import { formatUsd } from '../../util/money.ts';
import { sharedBy } from '../../util/shared-folder.ts';
import type { OpenOptions } from '../dependencies.ts';
import { fail, failedWith, type Finding, ok, warn } from './check.ts';

/** The caps as they are read. */
export async function checkConfig(root: string): Promise<Finding> {
  const check = 'caps';
  try {
    const { max_job, max_experiment, max_day, unknown_price_ceiling } = await readConfig(root);
    const unknown = unknown_price_ceiling === null ? 'refused' : `up to ${formatUsd(unknown_price_ceiling)}`;
    return ok(
      check,
      `${formatUsd(max_job)} a job, ${formatUsd(max_experiment)} an experiment, ${formatUsd(max_day)} a day; unknown prices ${unknown}`,
    );
  } catch (error) {
    return failedWith(`${check} (${CONFIG_FILE})`, asFalVideoError(error));
  }
}

const GIB = 1024 ** 3;

/** Whether the project can be written, and has room for videos. */
export async function checkDisk(root: string): Promise<Finding> {
  const check = 'disk';
  try {
    const folder = await mkdtemp(join(root, '.fal-video-doctor-'));
    try {
      await writeFile(join(folder, 'probe'), 'probe');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    return fail(
      check,
      `${root} cannot be written: ${(error as Error).message}`,
      'Make it writable, or name another folder with --root.',
    );
  }
  const { bavail, bsize } = await statfs(root);
  const free = (bavail * bsize) / GIB;
  const found = `${root} can be written, ${free.toFixed(1)} GiB free`;
  if (free < 0.1)
    return fail(check, found, 'Free some space: a paid video that cannot be saved has to be fetched again.');
  return free < 1 ? warn(check, found, 'Free some space before the next videos.') : ok(check, found);
}

/** Whether the journal lies where the locks of this machine hold. */
export async function checkPlace(root: string, simulated: boolean): Promise<Finding> {
  const check = 'place';
  const { fal } = projectPaths(root, simulated);
  const shared = await sharedBy(fal);
  if (shared === null) return ok(check, 'on a disk of this machine');
  return warn(
    check,
    `${fal} is shared with other machines: ${shared}. Locks and SQLite cannot be trusted there: two that work at once may pay twice or part the journal, and each process reads it anew`,
    'Keep the project on a local disk, and share copies of the results. Until then, work on one machine at a time.',
  );
}

/**
 * Whether every line of the journal proved itself when it was read, and whether the ledger and the run files know of
 * nothing else. Damage stays unseen until the user has looked; `ledger --verify` reads every line anew.
 */
export async function checkJournal(
  root: string,
  simulated: boolean,
  onProgress?: OpenOptions['onProgress'],
): Promise<Finding> {
  const check = simulated ? 'journal (simulated)' : 'journal';
  const { store } = openFiles({ paths: projectPaths(root, simulated), clock: systemClock, onProgress });
  const { entries, problems } = await store.damage();
  const gaps = await store.gaps();
  await store.close();
  if (gaps.length > 0) {
    const isGone = entries === 0 && problems.length === 0;
    return fail(check, `${isGone ? 'gone. ' : ''}${sayGaps(gaps)}`, 'Run `fal-video ledger --repair`.');
  }
  const unseen = problems.filter(({ noted }) => !noted);
  const count = `${entries} ${entries === 1 ? 'entry' : 'entries'}`;
  if (unseen.length > 0) {
    const lines = unseen.map(({ line }) => line).join(', ');
    return fail(
      check,
      `damaged lines: ${lines}; nothing is spent until they were looked at`,
      'Run `fal-video ledger --verify`.',
    );
  }
  const seen = problems.length === 0 ? '' : `, ${problems.length} damaged and looked at`;
  return ok(check, entries === 0 ? 'empty: no job yet' : `${count}, all sound${seen}`);
}
