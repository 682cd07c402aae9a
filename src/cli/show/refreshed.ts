import type { Page } from '../command.ts';

/** What `models refresh` did. */
export interface RefreshAnswer {
  summary: string;
  changed: { endpoint_id: string; changes: string[] }[];
  unchanged: number;
  failed: { endpoint_id: string; problem: string }[];
  /** fal does not know these. */
  missing: string[];
  /** fal lists these, and nobody here knows them yet. */
  unheard: string[];
  /** What went wrong with the cache; `null` when nothing did. */
  cache_problem: string | null;
}

const MOST_NAMED = 20;

export function showRefreshed(answer: RefreshAnswer, { paint }: Page): string {
  const { summary, changed, failed, missing, unheard, cache_problem } = answer;
  const named = unheard.slice(0, MOST_NAMED).join(', ');
  const more = unheard.length > MOST_NAMED ? ` and ${unheard.length - MOST_NAMED} more (--json)` : '';
  return [
    ...changed.flatMap(({ endpoint_id, changes }) => [
      paint.bold(endpoint_id),
      ...changes.map((change) => `  ${change}`),
    ]),
    ...failed.map(({ endpoint_id, problem }) => `${paint.yellow(endpoint_id)}  no schema: ${problem}`),
    ...missing.map((id) => `${paint.yellow(id)}  fal does not know it`),
    ...(unheard.length === 0
      ? []
      : [paint.dim(`New at fal, looked up when they are named: ${named}${more}`)]),
    ...(cache_problem === null ? [] : [paint.yellow(cache_problem)]),
    summary,
  ].join('\n');
}
