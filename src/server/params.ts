import { z } from 'zod';

/**
 * The parameters that tools share, each with the sentence that an agent reads. The command line takes its
 * options from these names. Codex drops bounds and defaults from a schema, so they stand in words, too.
 */

export const modelParam = z
  .string()
  .describe('Alias from list_models, or any endpoint id of fal; unknown ones are looked up, with a key.');

/** What the user wants, in words that all models share. */
export const taskParams = {
  prompt: z
    .string()
    .max(10_000)
    .optional()
    .describe('What should be seen or happen. At most 10000 characters.'),
  negative_prompt: z
    .string()
    .max(10_000)
    .optional()
    .describe('What should not be seen. At most 10000 characters.'),
  references: z
    .array(z.string())
    .min(1)
    .max(14)
    .optional()
    .describe('Pictures to go by or to change: 1 to 14 paths or https URLs.'),
  resolution: z.string().optional().describe("One that the model has, such as 720p. Default: the preset's."),
  aspect_ratio: z.string().optional().describe('Such as 16:9. Default: as the picture or preset.'),
  seed: z.int().min(0).max(4_294_967_295).optional().describe('0 to 4294967295. Default: fal picks one.'),
  enhance_prompt: z
    .boolean()
    .optional()
    .describe(
      "true: the model rewrites the prompt. false: it takes the prompt as given. Default: the preset's.",
    ),
  args: z
    .looseObject({})
    .optional()
    .describe("The model's own arguments, as in get_model; they win over all others."),
};

/** More of a task that makes a video. */
export const videoParams = {
  image: z.string().optional().describe('Start picture: a path in the project or https URL.'),
  end_image: z.string().optional().describe('Last frame, for models with end_frame: path or https URL.'),
  video: z.string().optional().describe('Video to extend, edit or follow: path or https URL.'),
  sound: z.string().optional().describe('Sound to go by: path or https URL.'),
  duration: z.int().min(1).max(60).optional().describe("Seconds, 1 to 60. Default: the preset's."),
  audio: z
    .boolean()
    .optional()
    .describe(
      "true: with sound, if the model makes it; often costs more. false: silent. Default: the preset's.",
    ),
};

/** More of a task that makes images. */
export const imageParams = {
  size: z
    .string()
    .optional()
    .describe('Of an image: a word such as landscape_16_9, or pixels such as 1280x720.'),
  count: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe("How many images, 1 to 10. Default: the model's, mostly 1."),
};

/** How a job is kept and told apart. */
export const jobParams = {
  quote_id: z
    .string()
    .optional()
    .describe('From estimate_cost for just these arguments; needed above ask_above_usd (default 1).'),
  idempotency_key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('The same key again gives the same job. 1 to 200 characters.'),
  task_slug: z
    .string()
    .max(60)
    .optional()
    .describe('Short name in folders and ledger. At most 60 characters.'),
  batch: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .optional()
    .describe(
      'Folder for jobs that belong together: letters, digits, - and _, at most 100. Default: its own.',
    ),
};

export const budgetParam = z
  .number()
  .positive()
  .max(1_000_000)
  .optional()
  .describe(
    'At most this for all jobs of the experiment, USD, above 0 and at most 1000000; its file may say it, too.',
  );

export const jobIdParam = z
  .string()
  .describe('Such as job_7f3kq2m9xd, from generate_video, generate_image or list_jobs.');

export const waitParam = (seconds: number) =>
  z
    .int()
    .min(0)
    .max(45)
    .default(seconds)
    .describe(`Seconds to wait for the end, 0 to 45. Default ${seconds}.`);

export const limitParam = (most: number, usual: number) =>
  z.int().min(1).max(most).default(usual).describe(`How many, 1 to ${most}. Default ${usual}.`);

export const cursorParam = z.string().optional().describe('next_cursor of the answer before.');

export type Detail = 'concise' | 'full';

/** An answer is short unless more is asked for. */
export const detailParam = (fullAdds: string) =>
  z.enum(['concise', 'full']).optional().describe(`Default concise. full adds ${fullAdds}.`);
