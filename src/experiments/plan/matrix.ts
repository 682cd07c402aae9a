import { inputFile } from '../../project/input-file.ts';
import type { Project } from '../../project/index.ts';
import { sha256OfPrompt } from '../../util/hash.ts';
import { NoText, readText } from '../../util/read-text.ts';
import { ignoredIn, wordsOfModel, type WordsOfModel } from './model-words.ts';
import type { PromptEntry, PlanSeconds } from './plan-file.ts';
import type { Path } from './plan-problems.ts';
import type { PlanSource } from './read-plan-file.ts';
import type { PlannedPrompt } from '../types.ts';

/** The axes of an experiment, every shorthand of its file written out. */
export interface Matrix {
  models: MatrixModel[];
  prompts: PlannedPrompt[];
  /** Empty for an experiment without start pictures. */
  pictures: MatrixPicture[];
  repeats: number;
  /** What the file says that has no effect, in words. */
  ignored: string[];
}

export interface MatrixModel extends Omit<WordsOfModel, 'seed' | 'duration'> {
  /** As the file names it. */
  name: string;
  path: Path;
  /** `[null]` where none is asked. */
  seeds: (number | null)[];
  durations: (number | null)[];
}

export interface MatrixPicture {
  id: string;
  source: string;
  path: Path;
}

export async function matrixOf(source: PlanSource, project: Project): Promise<Matrix> {
  const { content } = source;
  const prompts = await promptsOf(source, project);
  const models = modelsOf(source);
  const names = new Set(models.map(({ name }) => name));
  for (const [entry, path] of promptEntries(source)) {
    for (const name of Object.keys(typeof entry === 'string' ? {} : (entry.variants ?? {}))) {
      if (!names.has(name)) throw source.wrong([...path, 'variants', name], 'no such model in models');
    }
  }
  return {
    models,
    prompts,
    pictures: picturesOf(source),
    repeats: content.repeats ?? 1,
    ignored: ignoredIn(content),
  };
}

export const secondsOf = (given: PlanSeconds) =>
  typeof given === 'number' ? given : Number.parseInt(given, 10);

function modelsOf(source: PlanSource): MatrixModel[] {
  const { content, wrong } = source;
  const { seed: oneSeed, seeds: someSeeds, duration: oneLength, durations: someLengths } = content;
  const seeds = axis(source, ['seed', oneSeed], ['seeds', someSeeds]);
  const durations = axis(
    source,
    ['duration', oneLength === undefined ? undefined : secondsOf(oneLength)],
    ['durations', someLengths?.map(secondsOf)],
  );
  const models = content.models.map((entry, index): MatrixModel => {
    const { model: name, ...own } = typeof entry === 'string' ? { model: entry } : entry;
    const path = ['models', index];
    const { seed, duration, ...words } = wordsOfModel(source, { name, path, own });
    return {
      name,
      path,
      ...words,
      seeds: seed === undefined ? seeds : [seed],
      durations: duration === undefined ? durations : [duration === null ? null : secondsOf(duration)],
    };
  });
  refuseTwice(
    models.map(({ name, path }) => [name, path]),
    wrong,
  );
  const unused = Object.keys(content.model_overrides ?? {}).find(
    (name) => !models.some((model) => model.name === name),
  );
  if (unused !== undefined) throw wrong(['model_overrides', unused], 'no such model in models');
  return models;
}

/** One value or a list of them; a value that stands twice would be paid twice. */
function axis(
  source: PlanSource,
  [one, single]: readonly [string, number | undefined],
  [many, several]: readonly [string, readonly number[] | undefined],
): (number | null)[] {
  if (single !== undefined && several !== undefined) {
    throw source.wrong([many], `give ${one} or ${many}, not both`);
  }
  if (several === undefined) return [single ?? null];
  refuseTwice(
    several.map((value, index) => [String(value), [many, index]]),
    source.wrong,
  );
  return [...several];
}

function promptEntries({ content, wrong }: PlanSource): [PromptEntry | string, Path][] {
  const { prompt, prompt_file, prompts } = content;
  if ([prompt, prompt_file, prompts].filter((each) => each !== undefined).length !== 1) {
    throw wrong([], 'give one of prompt, prompt_file and prompts');
  }
  if (prompts !== undefined) return prompts.map((entry, index) => [entry, ['prompts', index]]);
  return prompt_file === undefined
    ? [[prompt ?? '', ['prompt']]]
    : [[{ file: prompt_file }, ['prompt_file']]];
}

async function promptsOf(source: PlanSource, project: Project): Promise<PlannedPrompt[]> {
  const prompts: PlannedPrompt[] = [];
  const entries = promptEntries(source);
  for (const [index, [written, path]] of entries.entries()) {
    const entry = typeof written === 'string' ? { text: written } : written;
    if ((entry.text === undefined) === (entry.file === undefined)) {
      throw source.wrong(path, 'a prompt has text or file, one of them');
    }
    const text = entry.text ?? (await readPrompt(entry.file ?? '', path, source, project));
    prompts.push({
      id: entry.name ?? `p${index + 1}`,
      text,
      // Of the words alone: a newline at the end of a file makes no other prompt.
      sha256: sha256OfPrompt(text),
      variants: entry.variants ?? {},
    });
  }
  refuseTwice(
    prompts.map(({ id }, index) => [id, entries[index]?.[1] ?? []]),
    source.wrong,
  );
  return prompts;
}

async function readPrompt(given: string, path: Path, source: PlanSource, { root, config }: Project) {
  const file = await inputFile(given, root, config.input_roots).catch((error: Error) => {
    throw source.wrong(path, error.message);
  });
  if (file.bytes > 40_000)
    throw source.wrong(path, `${given} has ${file.bytes} bytes, too long for a prompt`);
  const text = await readText(file.path).catch((error: Error) => {
    throw error instanceof NoText ? source.wrong(path, `${given}: ${error.message}`) : error;
  });
  return text.trim();
}

function picturesOf({ content, wrong }: PlanSource): MatrixPicture[] {
  const names = ['image', 'images', 'input_image', 'input_images'] as const;
  const given = names.filter((name) => content[name] !== undefined);
  if (given.length > 1) throw wrong([given[1] ?? ''], `give one of ${given.join(' and ')}`);
  const [name] = given;
  if (name === undefined) return [];
  const value = content[name] ?? [];
  const pictures = (typeof value === 'string' ? [value] : value).map((entry, index) => ({
    id: (typeof entry === 'string' ? undefined : entry.name) ?? `i${index + 1}`,
    source: typeof entry === 'string' ? entry : entry.image,
    path: typeof value === 'string' ? [name] : [name, index],
  }));
  refuseTwice(
    pictures.map(({ id, path }) => [id, path]),
    wrong,
  );
  return pictures;
}

function refuseTwice(values: readonly [string, Path][], wrong: PlanSource['wrong']): void {
  const seen = new Set<string>();
  for (const [value, path] of values) {
    if (seen.has(value)) throw wrong(path, `${value} stands there twice`);
    seen.add(value);
  }
}
