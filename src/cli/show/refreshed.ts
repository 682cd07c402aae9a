import type { Refreshed } from '../../models/live-models/live-models.ts';
import type { Layout } from '../command.ts';

/** What `models refresh` did. */
export interface RefreshAnswer extends Pick<Refreshed, 'failed' | 'missing' | 'unheard'> {
  summary: string;
  changed: Refreshed['read'];
  unchanged: number;
  /** What went wrong with the cache; `null` when nothing did. */
  cache_problem: string | null;
}

const MOST_NAMED = 20;

export function showRefreshed(answer: RefreshAnswer, { paint }: Layout): string {
  const { summary, changed, failed, missing, unheard, cache_problem } = answer;
  return [
    ...changed.flatMap(({ endpoint_id, changes }) => [
      paint.bold(endpoint_id),
      ...changes.map((change) => `  ${change}`),
    ]),
    ...byProblem(failed).map(([problem, ids]) => `${paint.yellow('No schema')} (${problem}): ${naming(ids)}`),
    ...(missing.length === 0 ? [] : [`${paint.yellow('fal does not know')} ${naming(missing)}`]),
    ...(unheard.length === 0
      ? []
      : [paint.dim(`New at fal, looked up when they are named: ${naming(unheard)}`)]),
    ...(cache_problem === null ? [] : [paint.yellow(cache_problem)]),
    summary,
  ].join('\n');
}

function naming(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more (--json)` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** Many fail alike. */
function byProblem(failed: RefreshAnswer['failed']): [problem: string, ids: string[]][] {
  const problems = new Map<string, string[]>();
  for (const { endpoint_id, problem } of failed)
    problems.set(problem, [...(problems.get(problem) ?? []), endpoint_id]);
  return [...problems];
}
