import type { JobRequest } from '../../jobs/plan/job-request.ts';
import type { MatrixPoint } from './expand.ts';
import type { PlannedPrompt } from '../types.ts';

export interface RequestParts {
  slug: string;
  batch: string;
  prompts: ReadonlyMap<string, PlannedPrompt>;
  /** Path or URL by the id of the picture. */
  pictures: ReadonlyMap<string, string>;
}

/** The job that a point of the matrix asks for; what its model cannot do is still in it. */
export function cellRequest({ axes, model }: MatrixPoint, parts: RequestParts): JobRequest {
  const { words, files, args } = model;
  const prompt = parts.prompts.get(axes.prompt);
  const { seed, duration_seconds: duration } = axes;
  const image = axes.picture === null ? undefined : parts.pictures.get(axes.picture);
  return {
    model: model.name,
    ...(image === undefined ? {} : { image }),
    ...files,
    prompt: prompt?.variants[model.name] ?? prompt?.text ?? '',
    ...words,
    ...(duration === null ? {} : { duration }),
    ...(seed === null ? {} : { seed }),
    ...(Object.keys(args).length === 0 ? {} : { args }),
    task_slug: parts.slug,
    experiment: parts.slug,
    batch: parts.batch,
  };
}
