import { readLiveCache } from '../../models/live/live-cache.ts';
import { places } from '../../project/places.ts';
import { type Finding, ok, warn } from './check.ts';

/** What fal itself said of its models, as far as this project keeps it. */
export async function checkCatalog(root: string, simulated: boolean): Promise<Finding> {
  const check = 'catalog';
  const { entries, problem } = await readLiveCache(places(root, simulated).catalogLive);
  if (problem !== null)
    return warn(
      check,
      problem,
      'Run `fal-video models refresh`, or remove the file: fal can be asked again.',
    );
  const days = entries.map(({ read_at }) => read_at.slice(0, 10)).toSorted();
  return days.length === 0
    ? ok(check, 'as it shipped; nothing was read from fal yet')
    : ok(check, `${days.length} models as fal described them, ${days.at(0)} to ${days.at(-1)}`);
}
