import { z } from 'zod';
import { definePictureTool } from '../src/server/define-tool.ts';
import { startAndShow } from '../src/server/jobs/start-and-show.ts';
import { jobRequest } from '../src/server/job-request.ts';
import { refuseOtherKind } from '../src/server/jobs/refuse-other-kind.ts';
import { imageParams, jobParams, modelParam, taskParams } from '../src/jobs/plan/job-request.ts';
import { quoteParam, waitParam } from '../src/server/params.ts';

export const generateImage = definePictureTool({
  name: 'generate_image',
  title: 'Generate an image',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Makes images on fal.ai; costs money, within the caps. To edit or change a picture: references. Sends one job and answers with ' +
    'job_id, status and price; get_job waits for the images. Above ask_above_usd without a quote_id nothing runs: the answer is ' +
    'quote_needed.',
  input: z.object({
    model: modelParam.describe('Alias or endpoint id from list_models, for text-to-image or image-edit.'),
    ...taskParams,
    ...imageParams,
    quote_id: quoteParam,
    ...jobParams,
    wait_seconds: waitParam(1),
  }),
  async run({ wait_seconds, quote_id, ...input }, context, call) {
    await refuseOtherKind(input.model, 'image', context);
    const request = jobRequest({ task_slug: 'image', ...input }, context.project.config);
    return await startAndShow(
      { request, asked: { tool: 'generate_image', input }, quote_id, wait_seconds },
      context,
      call,
    );
  },
});
