import { readLiveCache, whoSaid } from '../../models/live/live-cache.ts';
import type { Models } from '../../models/types.ts';
import { projectPaths } from '../../project/project-paths.ts';
import { type Finding, ok, warn } from './check.ts';

/** What fal itself said of its models, as far as this project keeps it. */
export async function checkLiveCatalog(root: string, simulated: boolean, models: Models): Promise<Finding> {
  const check = 'catalog';
  const shipped = ageOf(models);
  const { entries, problem } = await readLiveCache(
    projectPaths(root, simulated).catalogLive,
    whoSaid(simulated),
  );
  if (problem !== null)
    return warn(
      check,
      problem,
      'Run `fal-video models refresh`, or remove the file: fal can be asked again.',
    );
  const days = entries.map(({ read_at }) => read_at.slice(0, 10)).toSorted();
  return days.length === 0
    ? ok(
        check,
        `models ${shipped}. None was read from fal itself yet; \`fal-video models refresh\` does that, with a key`,
      )
    : ok(
        check,
        `${days.length} models as fal itself described them, from ${days.at(0)} to ${days.at(-1)}; the others ${shipped}`,
      );
}

/** How old what ships is. */
function ageOf(models: Models): string {
  const days = models
    .list()
    .flatMap(({ as_of }) => as_of ?? [])
    .toSorted();
  const middle = days[Math.floor(days.length / 2)] ?? 'never';
  return `as this version brings them, from ${days.at(0) ?? 'never'} to ${days.at(-1) ?? 'never'}, half of them from ${middle} or earlier (\`fal-video models --json\` tells the day of each)`;
}
