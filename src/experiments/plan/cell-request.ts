import type { JobRequest } from '../../jobs/plan/plan-step.ts';
import type { Role } from '../../models/types.ts';
import type { MatrixPoint } from './expand.ts';
import type { TaskFiles } from './model-words.ts';
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
  const { seed, duration_seconds } = axes;
  return {
    model: model.name,
    inputs: inputsOf(axes.picture === null ? undefined : parts.pictures.get(axes.picture), files),
    prompt: prompt?.variants[model.name] ?? prompt?.text ?? '',
    ...words,
    ...(duration_seconds === null ? {} : { duration_seconds }),
    ...(seed === null ? {} : { seed }),
    ...(Object.keys(args).length === 0 ? {} : { extra: args }),
    task_slug: parts.slug,
    experiment: parts.slug,
    batch: parts.batch,
  };
}

/** The files of a task by their roles. */
export function inputsOf(
  image: string | undefined,
  { end_image, references, video, sound }: TaskFiles,
): Partial<Record<Role, readonly string[]>> {
  return {
    ...(image === undefined ? {} : { first_frame: [image] }),
    ...(end_image === undefined ? {} : { last_frame: [end_image] }),
    ...(references === undefined ? {} : { reference: references }),
    ...(video === undefined ? {} : { video: [video] }),
    ...(sound === undefined ? {} : { audio: [sound] }),
  };
}
