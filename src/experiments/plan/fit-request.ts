import { FalVideoError } from '../../errors.ts';
import { filesByRole, type JobRequest } from '../../jobs/plan/job-request.ts';
import type { ModelDetail, Models, Resolution } from '../../models/types.ts';
import type { ExperimentFile } from './plan-file.ts';

export type WhenUnsupported = NonNullable<ExperimentFile['when_unsupported']>;

/** A word that is not asked of this model as the experiment asks it. */
export interface Change {
  word: ChangeableWord;
  asked: unknown;
  /** What is asked in its place; `undefined` where the word is left out. */
  instead: unknown;
  why: string;
}

const CHANGEABLE = [
  'seed',
  'duration',
  'resolution',
  'aspect_ratio',
  'negative_prompt',
  'audio',
  'enhance_prompt',
] as const;
type ChangeableWord = (typeof CHANGEABLE)[number];

/**
 * The request as this model can take it, as far as the experiment allows a change, and each change with its
 * reason. What may not be changed stays in, and the job is refused for it. Prompt and files are never changed.
 */
export function fitRequest(
  request: JobRequest,
  model: ModelDetail,
  models: Pick<Models, 'resolve'>,
  policy: WhenUnsupported,
): { request: JobRequest; changes: Change[] } {
  const taken = (task: JobRequest) => canResolve(models, task);
  let fitted = without(request, CHANGEABLE);
  const changes: Change[] = [];
  const leaveOut = (word: ChangeableWord, why: string) =>
    changes.push({ word, asked: request[word], instead: undefined, why });

  for (const word of CHANGEABLE) {
    const asked = request[word];
    if (asked === undefined) continue;
    const withWord = { ...fitted, [word]: asked };
    if (word === 'seed' && model.words['seed'] === undefined) leaveOut(word, 'it has no seed');
    else if (policy === 'refuse' || taken(withWord) || !taken(fitted)) fitted = withWord;
    else if (policy === 'leave_out') leaveOut(word, lacks(word, asked, model));
    else if (word === 'duration' || word === 'resolution') {
      const instead = nearestOf(word, asked, model).find((value) => taken({ ...fitted, [word]: value }));
      if (instead === undefined) leaveOut(word, lacks(word, asked, model));
      else {
        fitted = { ...fitted, [word]: instead };
        changes.push({ word, asked, instead, why: 'the nearest that it has' });
      }
    } else fitted = withWord;
  }
  return { request: fitted, changes };
}

/** Whether the model takes the task; the files stand for themselves, they are looked at later. */
function canResolve(models: Pick<Models, 'resolve'>, request: JobRequest): boolean {
  return resolved(models, request) !== null;
}

/** The resolution of a request without its files being read; `null` where the model refuses it. */
export function resolved(models: Pick<Models, 'resolve'>, request: JobRequest): Resolution | null {
  try {
    return models.resolve(request.model, { ...request, inputs: filesByRole(request) });
  } catch (error) {
    if (error instanceof FalVideoError && error.fault === 'input') return null;
    throw error;
  }
}

function without(request: JobRequest, words: readonly string[]): JobRequest {
  return Object.fromEntries(
    Object.entries(request).filter(([name]) => !words.includes(name)),
  ) as unknown as JobRequest;
}

/** What the model has in place of a length or a size, nearest first; of two as near, the smaller one costs less. */
function nearestOf(word: 'duration' | 'resolution', asked: unknown, model: ModelDetail): unknown[] {
  const values: readonly (number | string)[] =
    (word === 'resolution' ? model.resolutions : model.durations) ?? [];
  const wanted = magnitude(asked);
  if (wanted === null) return [];
  return values
    .map((value) => ({ value, size: magnitude(value) }))
    .filter((each): each is { value: number | string; size: number } => each.size !== null)
    .toSorted((a, b) => Math.abs(a.size - wanted) - Math.abs(b.size - wanted) || a.size - b.size)
    .map(({ value }) => value);
}

/** Seconds, or the lines of `720p`, `768P` and `4k`; `null` for a word such as `auto`. */
export function magnitude(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const text = String(value).toLowerCase();
  const lines = /^(\d{3,4})p?$/.exec(text)?.[1];
  if (lines !== undefined) return Number(lines);
  return { '1k': 1080, '2k': 1440, '4k': 2160 }[text] ?? null;
}

function lacks(word: ChangeableWord, asked: unknown, model: ModelDetail): string {
  if (word === 'duration') {
    return model.durations === null ? 'it has no choice of length' : `it has no clips of ${String(asked)} s`;
  }
  if (word === 'audio') return asked === true ? 'its clips are silent' : 'its clips always have sound';
  const has = model.words[word] !== undefined;
  return has ? `it has no ${word} ${String(asked)}` : `it has no ${word}`;
}
