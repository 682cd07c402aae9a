import { z } from 'zod';

/**
 * The parameters that tools share, each with the sentence that an agent reads. The command line takes its
 * options from these names. Codex drops bounds and defaults from a schema, so they stand in words, too.
 */

export const quoteParam = z
  .string()
  .optional()
  .describe('From estimate_cost for just these arguments; needed above ask_above_usd (default 1).');

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

export const limitOrFitParam = (most: number) =>
  z.int().min(1).max(most).optional().describe(`How many, 1 to ${most}. Default: what a short answer holds.`);

export const cursorParam = z.string().optional().describe('next_cursor of the answer before.');

/** An answer is short unless more is asked for. */
const detail = z.enum(['concise', 'full']);
export type Detail = z.output<typeof detail>;

export const detailParam = (fullAdds: string) =>
  detail.optional().describe(`Default concise. full adds ${fullAdds}.`);
