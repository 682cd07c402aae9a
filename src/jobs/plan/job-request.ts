import { z } from 'zod';
import { inputError } from '../../errors.ts';
import type { SubmitOptions } from '../../fal/types.ts';
import type { Role, TaskKind } from '../../models/types.ts';
import { meantName } from '../../util/meant-name.ts';
import { safeText } from '../../util/safe-text.ts';

/**
 * What a job is asked for with, in one vocabulary for tools, command line, library and experiment files. Each parameter has
 * the sentence that an agent reads; Codex drops bounds and defaults from a schema, so they stand in words, too.
 */

export const modelParam = z.string().describe('Alias from list_models, or any endpoint id of fal.');

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
    .describe('Pictures to go by or to change: 1 to 14 paths or URLs.'),
  resolution: z.string().optional().describe("Such as 720p. Default: the preset's."),
  aspect_ratio: z.string().optional().describe('Such as 16:9. Default: as the picture or preset.'),
  seed: z.int().min(0).max(4_294_967_295).optional().describe('0 to 4294967295. Default: fal picks one.'),
  enhance_prompt: z
    .boolean()
    .optional()
    .describe("true: the model rewrites the prompt. false: it does not. Default: the preset's."),
  args: z
    .looseObject({})
    .optional()
    .describe("The model's own arguments, as in get_model; they win over all others."),
};

/** More of a task that makes a video. */
export const videoParams = {
  image: z.string().optional().describe('Start picture: path, https URL, or a frame of a job: job_x:last.'),
  end_image: z.string().optional().describe('Last frame, for models with end_frame.'),
  video: z.string().optional().describe('Video to extend, edit or follow: path, URL or job_id.'),
  sound: z.string().optional().describe('Sound to go by: path or URL.'),
  duration: z.int().min(1).max(60).optional().describe("Seconds, 1 to 60. Default: the preset's."),
  audio: z
    .boolean()
    .optional()
    .describe("true: with sound, which often costs more. false: silent. Default: the preset's."),
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
    .describe('Folder for jobs of one kind: letters, digits, - and _, at most 100. Default: its own.'),
};

const requestSchema = z.object({
  model: modelParam,
  ...taskParams,
  ...videoParams,
  ...imageParams,
  ...jobParams,
});

type Given<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> };
export type RequestParams = Given<z.output<typeof requestSchema>>;

/** A job as it is asked for, with each file as a path of the project, a URL, or an output of a job. */
export interface JobRequest extends RequestParams {
  model: string;
  /** Only as such a task: a model that is for others, too, is held to it. */
  kind?: TaskKind;
  options?: SubmitOptions;
  experiment?: string;
  cell?: string;
  /** Idempotency keys of the steps of the same plan that have to end first; those whose outputs it takes need no mention. */
  after?: readonly string[];
}

const NAMES = [...Object.keys(requestSchema.shape), 'kind', 'options', 'experiment', 'cell', 'after'];

/** The parameters among these arguments; what was not given stays absent. */
export const pickRequest = (args: Readonly<Record<string, unknown>>): RequestParams =>
  Object.fromEntries(
    Object.entries(args).filter(([name, value]) => name in requestSchema.shape && value !== undefined),
  );

/** Throws for a parameter that no job has: it would be left out in silence, and money spent on something else. */
export function refuseUnknownNames(request: JobRequest): void {
  const unknown = Object.keys(request).find((name) => !NAMES.includes(name));
  if (unknown === undefined) return;
  const meant = FORMER[unknown] ?? meantName(unknown, NAMES);
  throw inputError({
    code: 'UNKNOWN_ARGUMENT',
    message: `A job has no ${safeText(unknown, 60)}${meant === undefined ? '' : ` (it is ${meant})`}. It takes: ${NAMES.join(', ')}.`,
    next: "Correct or remove it. The model's own arguments go into args.",
  });
}

const FORMER: Record<string, string> = {
  duration_seconds: 'duration',
  extra: 'args',
  inputs: 'image, end_image, references, video or sound',
};

/** Which parameter fills each role of a model. */
const FILES = {
  first_frame: 'image',
  last_frame: 'end_image',
  reference: 'references',
  video: 'video',
  audio: 'sound',
} as const satisfies Record<Role, keyof RequestParams>;

export type FilesByRole = Partial<Record<Role, readonly string[]>>;

/** The files of a request by what the model makes of them. */
export function filesByRole(request: RequestParams): FilesByRole {
  const roles = Object.entries(FILES).map(([role, name]) => [role, request[name]] as const);
  return Object.fromEntries(
    roles.flatMap(([role, files]) => (files === undefined ? [] : [[role, [files].flat()]])),
  );
}

/** The other way round: each file under its parameter. */
export function paramsOfFiles(files: FilesByRole): Pick<RequestParams, (typeof FILES)[Role]> {
  return Object.fromEntries(
    Object.entries(files).map(([role, [first, ...more]]) => {
      const name = FILES[role as Role];
      return [name, name === 'references' ? [first, ...more] : first];
    }),
  );
}
