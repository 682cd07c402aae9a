import type { CellAxes } from '../types.ts';
import { type Matrix, type MatrixModel, secondsOf } from './matrix.ts';
import { type CellPattern, DEFAULT_MAX_CELLS } from './plan-file.ts';
import type { PlanSource } from './read-plan-file.ts';

/** One point in the matrix, and the model that stands there. */
export interface MatrixPoint {
  axes: CellAxes;
  model: MatrixModel;
}

/** More than this many combinations are not even gone through. */
const MOST_COMBINATIONS = 100_000;

/** The cells of the matrix, model by model: `only` keeps, `exclude` drops, `include` adds. */
export function expand(source: PlanSource, matrix: Matrix): MatrixPoint[] {
  const { content } = source;
  refuseUnknownNames(source, matrix);
  const most = content.max_cells ?? DEFAULT_MAX_CELLS;
  const combinations = matrix.models.reduce((sum, model) => sum + count(model, matrix), 0);
  const filtered = content.only !== undefined || content.exclude !== undefined;
  if (combinations > (filtered ? MOST_COMBINATIONS : most)) throw tooMany(source, combinations, most);

  const all = matrix.models.flatMap((model) => pointsOf(model, matrix, {}));
  refuseIdle(source, all);
  const kept = all.filter(
    ({ axes }) =>
      (content.only?.some((pattern) => fits(axes, pattern)) ?? true) &&
      content.exclude?.some((pattern) => fits(axes, pattern)) !== true,
  );
  const points = [...kept, ...added(source, matrix, kept)];
  if (points.length > most) throw tooMany(source, points.length, most);
  if (points.length === 0) throw source.wrong([], 'only and exclude leave no cell');
  return points;
}

function pointsOf(
  model: MatrixModel,
  { prompts, pictures, repeats }: Matrix,
  fixed: CellPattern,
): MatrixPoint[] {
  const ids = pictures.length === 0 ? [null] : pictures.map(({ id }) => id);
  return among(
    prompts.map(({ id }) => id),
    fixed.prompt,
  ).flatMap((prompt) =>
    among(ids, fixed.image).flatMap((picture) =>
      among(model.durations, fixed.duration === undefined ? undefined : secondsOf(fixed.duration)).flatMap(
        (duration_seconds) =>
          among(model.seeds, fixed.seed).flatMap((seed) =>
            among(upTo(repeats), fixed.repeat).map((repeat) => ({
              model,
              axes: { model: model.name, prompt, picture, seed, duration_seconds, repeat },
            })),
          ),
      ),
    ),
  );
}

const among = <Value>(axis: readonly Value[], only: Value | undefined): readonly Value[] =>
  only === undefined ? axis : [only];

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

function count({ seeds, durations }: MatrixModel, { prompts, pictures, repeats }: Matrix): number {
  return prompts.length * Math.max(1, pictures.length) * seeds.length * durations.length * repeats;
}

function fits(axes: CellAxes, pattern: CellPattern): boolean {
  return (
    (pattern.model ?? axes.model) === axes.model &&
    (pattern.prompt ?? axes.prompt) === axes.prompt &&
    (pattern.image ?? axes.picture) === axes.picture &&
    (pattern.seed ?? axes.seed) === axes.seed &&
    (pattern.repeat ?? axes.repeat) === axes.repeat &&
    (pattern.duration === undefined || secondsOf(pattern.duration) === axes.duration_seconds)
  );
}

/** Cells beside the axes. One that is there already would be a sign of another meaning. */
function added(source: PlanSource, matrix: Matrix, kept: readonly MatrixPoint[]): MatrixPoint[] {
  const known = new Set(kept.map(({ axes }) => keyOf(axes)));
  return (source.content.include ?? []).flatMap((pattern, index) => {
    const models = matrix.models.filter(({ name }) => (pattern.model ?? name) === name);
    const more = models
      .flatMap((model) => pointsOf(model, matrix, pattern))
      .filter(({ axes }) => !known.has(keyOf(axes)));
    if (more.length === 0) {
      throw source.wrong(
        ['include', index],
        'it adds no cell: the matrix has them all; `only` keeps some cells alone',
      );
    }
    for (const { axes } of more) known.add(keyOf(axes));
    return more;
  });
}

const keyOf = (axes: CellAxes) => JSON.stringify(Object.values(axes));

function refuseUnknownNames({ content, wrong }: PlanSource, { models, prompts, pictures }: Matrix): void {
  const known = {
    model: models.map(({ name }) => name),
    prompt: prompts.map(({ id }) => id),
    image: pictures.map(({ id }) => id),
  };
  for (const list of ['only', 'exclude', 'include'] as const) {
    for (const [index, pattern] of (content[list] ?? []).entries()) {
      for (const key of ['model', 'prompt', 'image'] as const) {
        const name = pattern[key];
        if (name === undefined || known[key].includes(name)) continue;
        const names = known[key].join(', ') || 'none';
        throw wrong([list, index, key], `no ${key} is called ${name}; there are: ${names}`);
      }
    }
  }
}

/** A pattern that fits no cell is a mistake: it would keep or drop what nobody sees. */
function refuseIdle({ content, wrong }: PlanSource, all: readonly MatrixPoint[]): void {
  for (const list of ['only', 'exclude'] as const) {
    for (const [index, pattern] of (content[list] ?? []).entries()) {
      if (!all.some(({ axes }) => fits(axes, pattern))) throw wrong([list, index], 'it fits no cell');
    }
  }
}

function tooMany({ wrong, content }: PlanSource, cells: number, most: number) {
  const stated = content.max_cells === undefined ? ' unless the file states max_cells' : ' (max_cells)';
  return wrong(
    content.max_cells === undefined ? [] : ['max_cells'],
    `${cells} cells; at most ${most} are planned${stated}`,
    'Nothing was priced. Shorten an axis, or state max_cells where so many are meant.',
  );
}
