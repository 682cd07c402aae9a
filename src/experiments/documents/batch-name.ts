import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../../project/index.ts';
import { exists } from '../../util/atomic-file.ts';
import { folderStamp } from '../../util/clock.ts';

/** Where the notes of experiments lie: simulated ones apart from those that were paid. */
export function documentFolder(project: Project, kind: 'prompts' | 'learnings'): string {
  // `experiments/fal` and `experiments/simulated/fal` stand for the two trees.
  const isSimulated = project.paths.relative(project.paths.fal).startsWith('experiments/simulated/');
  return isSimulated ? join(project.root, 'experiments', 'simulated', kind) : join(project.root, kind);
}

/**
 * `<stamp>-<slug>`: the name that the folder of the batch and its notes share. An experiment keeps the one that
 * it began with, so that the same command again goes on where it was.
 */
export async function batchOf(slug: string, project: Project, now: Date): Promise<string> {
  const named = new RegExp(String.raw`^(\d{4}-\d\d-\d\d-\d{6}-${slug})(-prompts\.md|-learnings\.md)?$`);
  // Not the folders of batches: a single job of the same name has one, too.
  for (const kind of ['prompts', 'learnings'] as const) {
    const names = await readdir(documentFolder(project, kind)).catch(() => []);
    const found = names.flatMap((name) => named.exec(name)?.[1] ?? []).toSorted();
    const newest = found.at(-1);
    if (newest !== undefined) return newest;
  }
  // A single job of the same name that was begun in this second has that folder.
  let at = now;
  while (await exists(join(project.paths.fal, `${folderStamp(at)}-${slug}`))) {
    at = new Date(at.getTime() + 1_000);
  }
  return `${folderStamp(at)}-${slug}`;
}
