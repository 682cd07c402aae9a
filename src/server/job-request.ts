import { callOf } from '../next-step.ts';
import { inputError } from '../errors.ts';
import { type JobRequest, pickRequest, type RequestParams } from '../jobs/plan/job-request.ts';
import type { Config } from '../project/config.ts';

/** A tool's arguments as a request for a job. */
export const jobRequest = (args: RequestInput, config: Config): JobRequest => ({
  ...pickRequest(args),
  model: args.model ?? defaultModel(config),
});

export type RequestInput = { [Name in keyof RequestParams]?: RequestParams[Name] | undefined };

function defaultModel(config: Config): string {
  if (config.default_model !== undefined) return config.default_model;
  throw inputError({
    code: 'NO_MODEL',
    message: 'No model was named, and fal-video.config.json has no default_model.',
    next: callOf('list_models', {}, 'shows those that can be named.'),
  });
}
