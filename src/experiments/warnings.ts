import type { ClipFacts } from './clip-facts.ts';

/** One model's clips at one place of the matrix. */
export interface Comparable {
  model: string;
  /** Cells are compared with those that were asked the same. */
  asked_seconds: number | null;
  facts: ClipFacts;
}

/** What makes a comparison unfair: clips of other length, size or sound. Each difference is one sentence. */
export function unfairComparisons(cells: readonly Comparable[]): string[] {
  const lengths = [...new Set(cells.map(({ asked_seconds }) => asked_seconds))].flatMap((asked) => {
    const together = cells.filter((cell) => cell.asked_seconds === asked);
    const of = asked === null ? 'Different lengths' : `Different lengths where ${asked} s is asked`;
    return difference(of, together, ({ seconds }) => (seconds === null ? null : `${seconds} s`));
  });
  return [
    ...lengths,
    ...difference('Different sizes', cells, ({ resolution }) => resolution?.toLowerCase() ?? null),
    ...difference('Different shapes', cells, ({ aspect_ratio }) => aspect_ratio ?? AS_THE_PICTURE),
    ...difference('Sound on and off', cells, ({ audio }) => (audio ? 'on' : 'off')),
  ];
}

/** `Different sizes: 720p (veo-3.1-fast-i2v), 768p (hailuo-02-standard-i2v), not said (kling-v3-pro-i2v).` */
function difference(
  title: string,
  cells: readonly Comparable[],
  read: (facts: ClipFacts) => string | null,
): string[] {
  const models = new Map<string, Set<string>>();
  for (const { model, facts } of cells) {
    const value = read(facts) ?? NOT_SAID;
    models.set(value, (models.get(value) ?? new Set()).add(model));
  }
  if (models.size < 2) return [];
  const parts = [...models]
    .toSorted(([a], [b]) => Number(a === NOT_SAID) - Number(b === NOT_SAID))
    .map(([value, names]) => `${value} (${[...names].join(', ')})`);
  return [`${title}: ${parts.join(', ')}.`];
}

/** What models do that take no word for it. */
const AS_THE_PICTURE = 'auto';
const NOT_SAID = 'not said';
