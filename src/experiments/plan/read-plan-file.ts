import { type NextStep } from '../../next-step.ts';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type Document, isMap, isScalar, visit } from 'yaml';
import { FalVideoError, inputError } from '../../errors.ts';
import { type InputFile, inputFile } from '../../project/input-file.ts';
import type { Project } from '../../project/index.ts';
import { slugify } from '../../util/ids.ts';
import { nearest } from '../../util/nearest.ts';
import { NoText, readText } from '../../util/read-text.ts';
import { safeText } from '../../util/safe-text.ts';
import { type ExperimentFile, planFileSchema } from './plan-file.ts';
import { type Path, problemsOf, spelled } from './plan-problems.ts';
import { readYaml } from './read-yaml.ts';

/** A plan as it was written, with the place of each of its parts for errors. */
export interface PlanSource {
  content: ExperimentFile;
  slug: string;
  /** Relative to the project; `null` for a plan that came without a file. */
  file: string | null;
  /** `experiments/walk.json:12: models[2]: …` */
  wrong: (path: Path, message: string, next?: string | NextStep) => FalVideoError;
}

const MOST_BYTES = 1_000_000;
const ENDINGS = ['.json', '.yaml', '.yml'];

/** Reads `experiments/walk.json` or `.yaml`, named by its path or by `walk` alone. Errors name path and line. */
export async function readPlanFile(given: string, project: Project): Promise<PlanSource> {
  const { path, bytes } = await find(given, project);
  const file = project.paths.relative(path);
  if (bytes > MOST_BYTES) throw notAPlan(file, `it has ${bytes} bytes; at most ${MOST_BYTES}`);
  const read = readYaml(await readText(path).catch((cause: unknown) => notText(cause, file)));
  if ('wrong' in read) {
    throw notAPlan(read.line === null ? file : `${file}:${read.line}`, safeText(read.wrong, 300));
  }
  const { document, lineOf } = read;
  const whereIs = (place: Path) => {
    const offset = offsetOf(document, place);
    return offset === null ? file : `${file}:${lineOf(offset)}`;
  };
  return checked(
    toPlain(document, file, lineOf),
    whereIs,
    file,
    slugify(basename(path, extname(path)), 'experiment'),
  );
}

/** The same for a plan that came as data. */
export function readPlan(value: unknown): PlanSource {
  return checked(value, () => 'the plan', null, null);
}

async function find(given: string, { root, config }: Project): Promise<InputFile> {
  if (!/^[\w-]+$/.test(given)) {
    // Another file is not read at all: an error would show parts of it.
    if (!ENDINGS.includes(extname(given)))
      throw notAPlan(safeText(given, 200), 'expected .json, .yaml or .yml');
    return await inputFile(given, root, config.input_roots);
  }
  const candidates = ENDINGS.map((ending) => `experiments/${given}${ending}`);
  for (const candidate of candidates) {
    const found = await inputFile(candidate, root, config.input_roots).catch((error: unknown) => {
      if (error instanceof FalVideoError && error.code === 'NO_SUCH_FILE') return null;
      throw error;
    });
    if (found !== null) return found;
  }
  const known = await filesBySlug(root);
  const named = known.get(given);
  if (named !== undefined) return await inputFile(named, root, config.input_roots);
  const meant = nearest(given, known.keys());
  throw inputError({
    code: 'NO_SUCH_EXPERIMENT',
    message: `There is no experiment ${given}: neither is one of ${candidates.join(', ')} a file, nor has any file of experiments this task_slug.${meant.length === 0 ? '' : ` Did you mean ${meant.join(' or ')}?`}`,
    next: 'Name the file by its path, or write it.',
  });
}

/** The files of experiments by the names that they may be called: their own, or the task_slug in them, which goes before. */
async function filesBySlug(root: string): Promise<Map<string, string>> {
  const names = await readdir(join(root, 'experiments')).catch(() => []);
  const files = names.filter((each) => ENDINGS.includes(extname(each))).toSorted();
  const bySlug = new Map(files.map((name) => [basename(name, extname(name)), `experiments/${name}`]));
  for (const name of files.toReversed()) {
    const text = await readText(join(root, 'experiments', name)).catch(() => '');
    const stated: unknown = text.length > MOST_BYTES ? null : statedSlug(text);
    if (typeof stated === 'string') bySlug.set(slugify(stated, ''), `experiments/${name}`);
  }
  return bySlug;
}

function statedSlug(text: string): unknown {
  const read = readYaml(text);
  return 'document' in read && isMap(read.document.contents) ? read.document.get('task_slug') : null;
}

type LineOf = (offset: number) => number;

function toPlain(document: Document, file: string, lineOf: LineOf): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const line = lineOfLooseAlias(document, lineOf);
    throw notAPlan(
      line === null ? file : `${file}:${line}`,
      safeText(cause instanceof Error ? cause.message : String(cause), 300),
    );
  }
}

/** An alias whose anchor nobody set. */
function lineOfLooseAlias(document: Document, lineOf: LineOf): number | null {
  let line: number | null = null;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      line = lineOf(alias.range?.[0] ?? 0);
      return visit.BREAK;
    },
  });
  return line;
}

function checked(
  value: unknown,
  whereIs: (path: Path) => string,
  file: string | null,
  named: string | null,
): PlanSource {
  const wrong: PlanSource['wrong'] = (path, message, next) =>
    badPlan([`${whereIs(path)}: ${spelled(path)}${message}`], next);
  const parsed = planFileSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, value));
    const shown = problems.slice(0, MOST_PROBLEMS);
    throw badPlan(
      shown.map(({ path, message }) => `${whereIs(path)}: ${spelled(path)}${message}`),
      undefined,
      problems.length - shown.length,
    );
  }
  const slug = parsed.data.task_slug === undefined ? named : slugify(parsed.data.task_slug, 'experiment');
  if (slug === null) throw badPlan(['the plan: task_slug is missing: a plan without a file needs a name']);
  return { content: parsed.data, slug, file, wrong };
}

/** Where the value stands, or its key; the nearest part above it where neither is written. */
function offsetOf(document: Document, path: Path): number | null {
  if (path.length === 0) return 0;
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => (isScalar(key) ? key.value : key) === last)
    : undefined;
  const node = (pair?.key ?? document.getIn(path, true)) as { range?: [number, ...unknown[]] } | undefined;
  return node?.range?.[0] ?? offsetOf(document, path.slice(0, -1));
}

const MOST_PROBLEMS = 5;

function badPlan(
  problems: readonly string[],
  next: string | NextStep = 'Correct what is named; nothing was priced or sent.',
  more = 0,
) {
  return inputError({
    code: 'BAD_EXPERIMENT',
    message: `${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`.replace(/([.?])\.$/, '$1'),
    next,
  });
}

function notText(cause: unknown, file: string): never {
  throw cause instanceof NoText ? notAPlan(file, cause.message) : cause;
}

const notAPlan = (where: string, what: string) => badPlan([`${where}: ${what}`]);
