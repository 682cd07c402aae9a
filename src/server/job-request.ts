import { z } from 'zod';
import { inputError } from '../errors.ts';
import type { JobRequest } from '../jobs/plan/plan-step.ts';
import type { Role } from '../models/types.ts';
import type { Config } from '../project/config.ts';
import { imageParams, jobParams, taskParams, videoParams } from './params.ts';

const requestSchema = z.object({
  model: z.string().optional(),
  ...taskParams,
  ...videoParams,
  ...imageParams,
  ...jobParams,
});
export type RequestInput = Partial<z.output<typeof requestSchema>>;

/** A tool's arguments as a request for a job; what was not given stays absent. */
export function jobRequest(input: RequestInput, config: Config): JobRequest {
  const { image, end_image, references, video, sound } = input;
  const inputs: Partial<Record<Role, readonly string[]>> = {
    ...(image === undefined ? {} : { first_frame: [image] }),
    ...(end_image === undefined ? {} : { last_frame: [end_image] }),
    ...(references === undefined ? {} : { reference: references }),
    ...(video === undefined ? {} : { video: [video] }),
    ...(sound === undefined ? {} : { audio: [sound] }),
  };
  return {
    model: input.model ?? defaultModel(config),
    inputs,
    ...given({
      prompt: input.prompt,
      negative_prompt: input.negative_prompt,
      duration_seconds: input.duration,
      resolution: input.resolution,
      aspect_ratio: input.aspect_ratio,
      size: input.size,
      count: input.count,
      seed: input.seed,
      audio: input.audio,
      enhance_prompt: input.enhance_prompt,
      extra: input.args,
      idempotency_key: input.idempotency_key,
      task_slug: input.task_slug,
      batch: input.batch,
    }),
  };
}

function defaultModel(config: Config): string {
  if (config.default_model !== undefined) return config.default_model;
  throw inputError({
    code: 'NO_MODEL',
    message: 'No model was named, and fal-video.config.json has no default_model.',
    next: 'Name one of list_models.',
  });
}

type Given<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };

/** Without the members that are undefined; false, 0 and "" stay. */
function given<Members extends object>(members: Members): Given<Members> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Given<Members>;
}
