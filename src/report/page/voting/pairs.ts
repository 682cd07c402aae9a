import type { Vote } from '../../../experiments/votes/votes-file.ts';
import type { ReportCell } from '../../report-data.ts';

/** Two clips of the same task by different models. */
export interface Pair {
  left: ReportCell;
  right: ReportCell;
}

/** Every fair pair: only the model differs. */
export function fairPairs(cells: readonly ReportCell[]): Pair[] {
  const able = cells.filter(({ video, video_href }) => video !== null && video_href !== null);
  return able.flatMap((left, index) =>
    able
      .slice(index + 1)
      .filter((right) => taskOf(left) === taskOf(right) && left.axes.model !== right.axes.model)
      .map((right) => ({ left, right })),
  );
}

const taskOf = ({ axes: { prompt, picture, seed, duration_seconds, repeat } }: ReportCell) =>
  JSON.stringify([prompt, picture, seed, duration_seconds, repeat]);

/**
 * The next pair to judge: one not judged or passed over yet, of the two models that met least, sides by lot.
 * `null` when all are done.
 */
export function nextPair(
  pairs: readonly Pair[],
  votes: readonly Vote[],
  passed: readonly Pair[],
  random: () => number,
): Pair | null {
  const done = new Set([...votes.map(({ a, b }) => pairKey(a, b)), ...passed.map(keyOfPair)]);
  const left = pairs.filter((pair) => !done.has(keyOfPair(pair)));
  const models = new Map(pairs.map((pair) => [keyOfPair(pair), modelsKey(pair)]));
  const met = (pair: Pair) =>
    votes.filter(({ a, b }) => models.get(pairKey(a, b)) === modelsKey(pair)).length;
  const least = Math.min(...left.map(met));
  const choice = left.filter((pair) => met(pair) === least);
  const pair = choice[Math.floor(random() * choice.length)];
  if (pair === undefined) return null;
  return random() < 0.5 ? pair : { left: pair.right, right: pair.left };
}

/** The same for both orders. */
export const pairKey = (a: string, b: string) => [a, b].toSorted().join(' ');
export const keyOfPair = ({ left, right }: Pair) => pairKey(left.cell_id, right.cell_id);
const modelsKey = ({ left, right }: Pair) => JSON.stringify([left.axes.model, right.axes.model].toSorted());
