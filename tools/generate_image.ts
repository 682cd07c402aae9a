import { z } from 'zod';
import { inputError } from '../src/errors.ts';
import type { Models, TaskKind } from '../src/models/types.ts';
import { definePictureTool } from '../src/server/define-tool.ts';
import { startAndShow } from '../src/server/start-and-show.ts';
import { jobRequest } from '../src/server/job-request.ts';
import { imageParams, jobParams, modelParam, taskParams, waitParam } from '../src/server/params.ts';

export const generateImage = definePictureTool({
  name: 'generate_image',
  title: 'Generate an image',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Makes one or more images on fal.ai, such as start pictures for videos, or changes the pictures given as references; ' +
    'costs money, within the caps. Answers with job_id, status, price, the files and small copies to look at. ' +
    'Above ask_above_usd without a quote_id nothing runs: the answer has status quote_needed, the price and a quote_id.',
  input: z.object({
    model: modelParam.describe(
      'Alias or exact endpoint id from list_models, with the task text-to-image or image-edit.',
    ),
    ...taskParams,
    ...imageParams,
    ...jobParams,
    wait_seconds: waitParam(20),
  }),
  async run({ wait_seconds, ...input }, context, call) {
    refuseVideoModel(input.model, context.models);
    const request = jobRequest({ task_slug: 'image', ...input }, context.project.config);
    return await startAndShow({ request, tool: 'generate_image', wait_seconds }, context, call);
  },
});

const MAKES_IMAGES: readonly TaskKind[] = ['text-to-image', 'image-edit'];

function refuseVideoModel(model: string, models: Models): void {
  const { alias, endpoint_id, tasks } = models.get(model);
  if (tasks.some((task) => MAKES_IMAGES.includes(task))) return;
  throw inputError({
    code: 'UNSUPPORTED_TASK',
    message: `${alias ?? endpoint_id} makes no images. It does ${tasks.join(', ')}.`,
    next: 'Use generate_video with it, or a model of list_models {"task":"text-to-image"}.',
  });
}
