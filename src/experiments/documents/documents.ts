import { join } from 'node:path';
import { inputError, serviceError } from '../../errors.ts';
import type { Project } from '../../project/index.ts';
import type { Claims } from '../../store/claims.ts';
import { readIfExists, writeAtomic } from '../../util/atomic-file.ts';
import { NoText, readTextIfExists } from '../../util/read-text.ts';
import { documentFolder } from './batch-name.ts';
import { type Learning, learningsDocument, resultsByModel, withLearning } from './learnings-document.ts';
import { type CellProgress, promptsDocument } from './prompts-document.ts';
import type { CellState, ExperimentPlan } from '../types.ts';

interface NotesContext {
  project: Project;
  claims: Claims;
}

type Results = readonly Pick<CellState, 'cell_id' | 'status' | 'billed'>[];

/** Writes `prompts/<batch>-prompts.md`, whole. Gives its path, relative to the project. */
export async function writePrompts(
  plan: ExperimentPlan,
  progress: readonly CellProgress[],
  context: NotesContext,
): Promise<string> {
  return await claimingNotes(context, async (project) => {
    const path = join(documentFolder(project, 'prompts'), `${plan.batch}-prompts.md`);
    const text = promptsDocument(plan, progress);
    if ((await readIfExists(path)) !== text) await writeAtomic(path, text);
    return project.paths.relative(path);
  });
}

/** Writes the results into `learnings/<batch>-learnings.md`, and keeps all that others wrote there. */
export async function writeLearnings(
  plan: ExperimentPlan,
  states: Results,
  context: NotesContext,
): Promise<string> {
  return await claimingNotes(context, async (project) => {
    const path = learningsPath(plan.batch, project);
    const before = await readTextIfExists(path, true).catch(unread);
    if (before === undefined) return project.paths.relative(path);
    const text = learningsDocument(plan, resultsByModel(plan, states), before);
    if (before !== text) await writeAtomic(path, text);
    return project.paths.relative(path);
  });
}

/** Adds a learning to the document of the batch, which is there. */
export async function addLearning(batch: string, learning: Learning, context: NotesContext): Promise<string> {
  return await claimingNotes(context, async (project) => {
    const path = learningsPath(batch, project);
    const before = await readTextIfExists(path, true).catch((cause: unknown) => {
      if (cause instanceof NoText) throw notText(project.paths.relative(path), cause);
      throw cause;
    });
    if (before === null) {
      throw inputError({
        code: 'NO_LEARNINGS',
        message: `There is no ${project.paths.relative(path)}.`,
        next: 'Plan the experiment first, which makes it known.',
      });
    }
    await writeAtomic(path, withLearning(before, learning));
    return project.paths.relative(path);
  });
}

/** Notes that somebody saved in another encoding are left as they are. */
function unread(cause: unknown): undefined {
  if (!(cause instanceof NoText)) throw cause;
}

const notText = (file: string, cause: NoText) =>
  inputError({
    code: 'BAD_LEARNINGS',
    message: `${file} cannot be read: ${cause.message}. Nothing was written.`,
    next: 'Save it as UTF-8, then call again.',
    cause,
  });

export const learningsPath = (batch: string, project: Project) =>
  join(documentFolder(project, 'learnings'), `${batch}-learnings.md`);

/** Two processes that write notes do so one after the other: neither loses what the other wrote. */
async function claimingNotes<Result>(
  { project, claims }: NotesContext,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const claim = await claims.take('notes', 10_000);
  if (claim === null) {
    throw serviceError({
      code: 'NOTES_BUSY',
      message: 'Another process has been writing the notes of experiments for ten seconds.',
      next: 'Call again.',
    });
  }
  try {
    return await work(project);
  } finally {
    await claim.release();
  }
}
