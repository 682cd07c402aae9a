import type { ClipFacts } from '../../models/clip-facts.ts';

/** One cell as far as fairness goes. */
export interface Comparable {
  model: string;
  facts: ClipFacts;
}

/** What makes a comparison unfair: clips of other length, size, shape or sound. Each difference is one sentence. */
export function unfairComparisons(cells: readonly Comparable[]): string[] {
  return [
    ...difference('Different lengths', cells, ({ seconds }) =>
      seconds === null ? NOT_SAID : `${seconds} s`,
    ),
    ...difference('Different sizes', cells, ({ resolution }) => resolution?.toLowerCase() ?? NOT_SAID),
    ...difference('Different shapes', cells, ({ aspect_ratio }) => aspect_ratio ?? AS_THE_PICTURE),
    ...difference('Sound on and off', cells, ({ audio }) => (audio === true ? 'on' : 'off')),
  ];
}

const NOT_SAID = 'not said';
/** What models do that take no word for it. */
const AS_THE_PICTURE = 'auto';

/** `Different sizes: 720p (veo-3.1-fast-i2v), 768p (hailuo-02-standard-i2v), not said (kling-v3-pro-i2v).` */
function difference(
  title: string,
  cells: readonly Comparable[],
  read: (facts: ClipFacts) => string,
): string[] {
  const values = new Map<string, Set<string>>();
  for (const { model, facts } of cells) {
    values.set(model, (values.get(model) ?? new Set()).add(read(facts)));
  }
  // A model with clips of 5 s and 8 s is fairly compared with another one that has both.
  const models = new Map<string, string[]>();
  for (const [model, own] of values) {
    const value = [...own].toSorted().join(' and ');
    models.set(value, [...(models.get(value) ?? []), model]);
  }
  if (models.size < 2) return [];
  const parts = [...models]
    .toSorted(([a], [b]) => Number(a === NOT_SAID) - Number(b === NOT_SAID))
    .map(([value, names]) => `${value} (${names.join(', ')})`);
  return [`${title}: ${parts.join(', ')}.`];
}
