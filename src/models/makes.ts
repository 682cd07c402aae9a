import { isImageTask } from './tasks.ts';
import type { Models } from './types.ts';

/** What comes out of a model: by its tasks, else by the schema of its result; `null` where neither says it. */
export function makes(model: string, models: Pick<Models, 'get' | 'schemas'>): 'video' | 'image' | null {
  const { tasks } = models.get(model);
  if (tasks.length > 0) return tasks.every(isImageTask) ? 'image' : 'video';
  const names = Object.keys(models.schemas(model).result?.['properties'] ?? {});
  if (names.some((name) => /^videos?$/.test(name))) return 'video';
  return names.some((name) => /^images?$/.test(name)) ? 'image' : null;
}
