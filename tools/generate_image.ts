import { z } from 'zod';
import { inputError } from '../src/errors.ts';
import { IMAGE_TASKS, type Models } from '../src/models/types.ts';
import { definePictureTool } from '../src/server/define-tool.ts';
import { startAndShow } from '../src/server/jobs/start-and-show.ts';
import { jobRequest } from '../src/server/jobs/job-request.ts';
import { imageParams, jobParams, modelParam, taskParams, waitParam } from '../src/server/params.ts';

export const generateImage = definePictureTool({
  name: 'generate_image',
  title: 'Generate an image',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Makes images on fal.ai, or changes those given as references; costs money, within the caps. ' +
    'Sends one job and answers with its job_id, status and price; get_job waits for the images. ' +
    'Above ask_above_usd without a quote_id nothing runs: the answer is quote_needed with the price and a quote_id.',
  input: z.object({
    model: modelParam.describe('Alias or endpoint id from list_models, for text-to-image or image-edit.'),
    ...taskParams,
    ...imageParams,
    ...jobParams,
    wait_seconds: waitParam(1),
  }),
  async run({ wait_seconds, ...input }, context, call) {
    refuseVideoModel(input.model, context.models);
    const request = jobRequest({ task_slug: 'image', ...input }, context.project.config);
    return await startAndShow({ request, tool: 'generate_image', wait_seconds }, context, call);
  },
});

function refuseVideoModel(model: string, models: Models): void {
  const { alias, endpoint_id, tasks } = models.get(model);
  if (tasks.some((task) => IMAGE_TASKS.includes(task))) return;
  throw inputError({
    code: 'UNSUPPORTED_TASK',
    message: `${alias ?? endpoint_id} makes no images. It does ${tasks.join(', ')}.`,
    next: 'Use generate_video with it, or a model of list_models {"task":"text-to-image"}.',
  });
}
