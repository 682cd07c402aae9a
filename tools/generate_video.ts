import { z } from 'zod';
import { definePictureTool } from '../src/server/define-tool.ts';
import { startAndShow } from '../src/server/jobs/start-and-show.ts';
import { jobRequest } from '../src/server/job-request.ts';
import { refuseOtherKind } from '../src/server/jobs/refuse-other-kind.ts';
import { jobParams, modelParam, taskParams, videoParams } from '../src/jobs/plan/job-request.ts';
import { quoteParam, waitParam } from '../src/server/params.ts';

export const generateVideo = definePictureTool({
  name: 'generate_video',
  title: 'Generate a video',
  effect: 'spend',
  reaches: 'fal',
  description:
    'Makes one video on fal.ai; costs money, within the caps. To animate a picture: image. To extend, continue or edit a clip: ' +
    'video. To remix: args.video_id, from final.json of the first job. Sends one job and answers with job_id, status and price; ' +
    'get_job waits for the video. Above ask_above_usd without a quote_id nothing runs: the answer is quote_needed.',
  input: z.object({
    model: modelParam
      .optional()
      .describe(`${modelParam.description} Default: default_model of the configuration.`),
    ...taskParams,
    ...videoParams,
    quote_id: quoteParam,
    ...jobParams,
    wait_seconds: waitParam(1),
  }),
  async run({ wait_seconds, quote_id, ...input }, context, call) {
    const request = jobRequest(input, context.project.config);
    await refuseOtherKind(request.model, 'video', context);
    return await startAndShow(
      { request, asked: { tool: 'generate_video', input }, quote_id, wait_seconds },
      context,
      call,
    );
  },
});
