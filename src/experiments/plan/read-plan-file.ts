import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { FalVideoError, inputError } from '../../errors.ts';
import { type InputFile, inputFile } from '../../project/input-file.ts';
import type { Project } from '../../project/index.ts';
import { slugify } from '../../util/ids.ts';
import { safeText } from '../../util/safe-text.ts';
import { type ExperimentFile, planFileSchema } from './plan-file.ts';
import { type Path, problemsOf, spelled } from './plan-problems.ts';

/** A plan as it was written, with the place of each of its parts for errors. */
export interface PlanSource {
  content: ExperimentFile;
  slug: string;
  /** Relative to the project; `null` for a plan that came without a file. */
  file: string | null;
  /** `experiments/walk.json:12: models[2]: …` */
  wrong: (path: Path, message: string, next?: string) => FalVideoError;
}

const MOST_BYTES = 1_000_000;
const ENDINGS = ['.json', '.yaml', '.yml'];

/** Reads `experiments/walk.json` or `.yaml`, named by its path or by `walk` alone. Errors name path and line. */
export async function readPlanFile(given: string, project: Project): Promise<PlanSource> {
  const { path, bytes } = await find(given, project);
  const file = project.places.relative(path);
  if (bytes > MOST_BYTES) throw notAPlan(file, `it has ${bytes} bytes; at most ${MOST_BYTES}`);
  const lines = new LineCounter();
  const document = parseDocument(await readFile(path, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const [unread] = document.errors;
  if (unread !== undefined) {
    throw notAPlan(`${file}:${lines.linePos(unread.pos[0]).line}`, safeText(unread.message, 300));
  }
  const whereIs = (place: Path) => {
    const offset = offsetOf(document, place);
    return offset === null ? file : `${file}:${lines.linePos(offset).line}`;
  };
  return checked(
    toPlain(document, file, lines),
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
  const named = await fileOfSlug(given, root);
  if (named !== null) return await inputFile(named, root, config.input_roots);
  throw inputError({
    code: 'NO_SUCH_EXPERIMENT',
    message: `There is no experiment ${given}: neither is one of ${candidates.join(', ')} a file, nor has any file of experiments this task_slug.`,
    next: 'Name the file by its path, or write it.',
  });
}

/** A file may bear another name than its experiment. */
async function fileOfSlug(slug: string, root: string): Promise<string | null> {
  const names = await readdir(join(root, 'experiments')).catch(() => []);
  for (const name of names.filter((each) => ENDINGS.includes(extname(each))).toSorted()) {
    const text = await readFile(join(root, 'experiments', name), 'utf8').catch(() => '');
    const stated: unknown = text.length > MOST_BYTES ? null : statedSlug(text);
    if (typeof stated === 'string' && slugify(stated, '') === slug) return `experiments/${name}`;
  }
  return null;
}

function statedSlug(text: string): unknown {
  const { contents } = parseDocument(text);
  return isMap(contents) ? contents.get('task_slug') : null;
}

function toPlain(document: Document, file: string, lines: LineCounter): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const line = lineOfLooseAlias(document, lines);
    throw notAPlan(
      line === null ? file : `${file}:${line}`,
      safeText(cause instanceof Error ? cause.message : String(cause), 300),
    );
  }
}

/** An alias whose anchor nobody set. */
function lineOfLooseAlias(document: Document, lines: LineCounter): number | null {
  let line: number | null = null;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      line = lines.linePos(alias.range?.[0] ?? 0).line;
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
    throw badPlan(problems.map(({ path, message }) => `${whereIs(path)}: ${spelled(path)}${message}`));
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

function badPlan(problems: readonly string[], next = 'Correct what is named; nothing was priced or sent.') {
  const more = problems.length > MOST_PROBLEMS ? `; and ${problems.length - MOST_PROBLEMS} more` : '';
  return inputError({
    code: 'BAD_EXPERIMENT',
    message: `${problems.slice(0, MOST_PROBLEMS).join('; ')}${more}.`.replace(/([.?])\.$/, '$1'),
    next,
  });
}

const notAPlan = (where: string, what: string) => badPlan([`${where}: ${what}`]);
