import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type FalVideoError, inputError } from '../errors.ts';
import { inputFile } from '../project/input-file.ts';
import type { Project } from '../project/index.ts';
import { slugify } from '../util/ids.ts';
import { nearest } from '../util/nearest.ts';
import { safeText } from '../util/safe-text.ts';
import { type ExperimentFile, planFileJsonSchema, planFileSchema } from './plan-file.ts';

export type Path = readonly (string | number)[];

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
    toPlain(document, file),
    whereIs,
    file,
    slugify(basename(path, extname(path)), 'experiment'),
  );
}

/** The same for a plan that came as data. */
export function readPlan(value: unknown): PlanSource {
  return checked(value, () => 'the plan', null, null);
}

async function find(given: string, { root, config }: Project) {
  const isName = /^[\w-]+$/.test(given);
  const candidates = isName ? ENDINGS.map((ending) => `experiments/${given}${ending}`) : [given];
  for (const candidate of candidates.slice(0, -1)) {
    const found = await inputFile(candidate, root, config.input_roots).catch(() => null);
    if (found !== null) return found;
  }
  if (isName) {
    return await inputFile(candidates.at(-1) ?? given, root, config.input_roots).catch(() => {
      throw inputError({
        code: 'NO_SUCH_EXPERIMENT',
        message: `There is no experiment ${given}: none of ${candidates.join(', ')} is a file.`,
        next: 'Name the file by its path, or write it.',
      });
    });
  }
  return await inputFile(given, root, config.input_roots);
}

function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw notAPlan(file, safeText(cause instanceof Error ? cause.message : String(cause), 300));
  }
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

interface Problem {
  path: Path;
  message: string;
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'invalid_union') return problemsOf(nearestBranch(issue, valueAt(value, path)), value);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const [meant] = nearest(key, keysAt(path), 1);
      const hint = meant === undefined ? '' : `; did you mean ${meant}`;
      return { path: [...path, safeText(key, 60)], message: `unknown key${hint}` };
    });
  }
  if (issue.code === 'too_small' && issue.origin === 'array') {
    return [{ path, message: 'an axis without values; give it one, or leave it out' }];
  }
  const given = valueAt(value, path);
  if (given === undefined) return [{ path, message: 'is missing' }];
  const words = issue.message.replace(/^Invalid input: /, '');
  return [{ path, message: `${words} (got ${safeText(JSON.stringify(given) ?? typeof given, 80)})` }];
}

/** Of several shapes the one that was meant: an object is held against the shape of objects. */
function nearestBranch(issue: z.core.$ZodIssueInvalidUnion, given: unknown): z.core.$ZodIssue {
  const branches = issue.errors.map((issues) => issues[0]).filter((first) => first !== undefined);
  const ofItsType = branches.find((first) => first.code !== 'invalid_type' || first.path.length > 0);
  const meant = ofItsType ?? branches.at(-1);
  if (meant === undefined || (ofItsType === undefined && typeof given !== 'object')) {
    return { ...issue, code: 'custom', message: 'expected another kind of value', params: {} };
  }
  return { ...meant, path: [...issue.path, ...meant.path] };
}

const valueAt = (value: unknown, path: Path) =>
  path.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    value,
  );

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
}

/** The keys that may stand at a place. */
function keysAt(path: Path): string[] {
  const below = (schemas: JsonSchema[], step: string | number): JsonSchema[] =>
    schemas.flatMap(({ properties, items, additionalProperties: others, anyOf = [] }) => [
      ...(typeof step === 'number' && items !== undefined ? [items] : []),
      ...(properties?.[step] === undefined ? [] : [properties[step]]),
      ...(properties === undefined && typeof others === 'object' ? [others] : []),
      ...(anyOf.length === 0 ? [] : below(anyOf, step)),
    ]);
  const found = path.reduce(below, [planFileJsonSchema() as JsonSchema]);
  return found
    .flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
    .flatMap(({ properties }) => Object.keys(properties ?? {}));
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

/** `models[2].duration: ` */
function spelled(path: Path): string {
  if (path.length === 0) return '';
  const text = path.map((step, index) =>
    typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`,
  );
  return `${text.join('')}: `;
}

const MOST_PROBLEMS = 5;

function badPlan(problems: readonly string[], next = 'Correct what is named; nothing was priced or sent.') {
  const more = problems.length > MOST_PROBLEMS ? `; and ${problems.length - MOST_PROBLEMS} more` : '';
  return inputError({
    code: 'BAD_EXPERIMENT',
    message: `${problems.slice(0, MOST_PROBLEMS).join('; ')}${more}.`,
    next,
  });
}

const notAPlan = (where: string, what: string) => badPlan([`${where}: ${what}`]);
