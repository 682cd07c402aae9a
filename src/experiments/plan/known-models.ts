import { FalVideoError } from '../../errors.ts';
import type { ModelDetail } from '../../models/types.ts';
import type { JobRequest } from '../../jobs/plan/job-request.ts';
import type { MatrixPoint } from './expand.ts';
import type { PlanTools } from './plan-tools.ts';
import type { PlanSource } from './read-plan-file.ts';

/** Each model of the experiment; one that nobody knows is an error with its line in the file. */
export async function knownModels(
  source: PlanSource,
  asked: readonly { point: MatrixPoint; request: JobRequest }[],
  { models, planner }: Pick<PlanTools, 'models' | 'planner'>,
): Promise<Map<string, ModelDetail>> {
  const known = new Map<string, ModelDetail>();
  for (const { point, request } of asked) {
    const { name, path } = point.model;
    if (known.has(name)) continue;
    try {
      known.set(name, models.get(name));
    } catch (error) {
      if (!isUnknown(error)) throw error;
      // Planning a step looks an endpoint up at fal; what it thinks of this cell is asked again later.
      if (name.includes('/')) await planner.step(request).catch(() => undefined);
      known.set(name, detailOf(source, name, path, models));
    }
  }
  return known;
}

function detailOf(
  { wrong }: PlanSource,
  name: string,
  path: MatrixPoint['model']['path'],
  models: PlanTools['models'],
): ModelDetail {
  try {
    return models.get(name);
  } catch (error) {
    throw isUnknown(error) ? wrong(path, error.message, error.next) : error;
  }
}

const isUnknown = (error: unknown): error is FalVideoError =>
  error instanceof FalVideoError && error.code === 'UNKNOWN_MODEL';
