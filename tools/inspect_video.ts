import { callOf, type NextStep, stepOf } from '../src/next-step.ts';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { serviceError } from '../src/errors.ts';
import { inputFile } from '../src/project/input-file.ts';
import { definePictureTool, type Shown, type ToolContext } from '../src/server/define-tool.ts';
import { inspectedVideo } from '../src/server/inspect/inspected-video.ts';
import { makeFolder } from '../src/server/inspect/make-folder.ts';
import { makeView, type View, type ViewName, type ViewOptions, VIEWS } from '../src/server/inspect/views.ts';
import { followSignal } from '../src/util/follow-signal.ts';
import { within } from '../src/util/within.ts';
import { sha256OfJson } from '../src/util/hash.ts';

export const inspectVideo = definePictureTool({
  name: 'inspect_video',
  title: 'Look at a video',
  effect: 'local',
  reaches: 'project',
  description:
    'Shows what is in a video: frames, measures, its best loop, sprites. ' +
    'overview (time-stamped contact sheet, facts, measures), frames (exact PNGs), animation (GIF or WebP), loop (the best cycle), sprites ' +
    '(sheet and JSON atlas), first_last (beside the input picture). Free. Answers with a picture, and links to the files.',
  input: z.object({
    video: z.string().describe('A job_id, or the path of a video in the project.'),
    show: z
      .enum(VIEWS)
      .default('overview')
      .describe('Default overview. sprites takes the frames of the loop, if none are named.'),
    output: z.int().min(1).max(10).default(1).describe('Which video of a job, 1 to 10. Default 1.'),
    indices: z
      .array(z.int().min(0).max(999_999))
      .min(1)
      .max(240)
      .optional()
      .describe('Frames by number from 0, in the order shown: 1 to 240 of them; for sprites at most 64.'),
    seconds: z
      .array(z.number().min(0))
      .min(1)
      .max(240)
      .optional()
      .describe('Instead of indices: the frames at these seconds, 1 to 240 of them.'),
    count: z
      .int()
      .min(1)
      .max(240)
      .optional()
      .describe('Instead of indices: so many, evenly from first to last, 1 to 240. Default 8.'),
    from: z.number().min(0).optional().describe('Of animation: its first second. Default 0.'),
    to: z.number().min(0).optional().describe('Of animation: its last second, above 0. Default: the end.'),
    fps: z
      .number()
      .min(0.5)
      .max(50)
      .optional()
      .describe("Of animation: 0.5 to 50. Default: the clip's, at most 25, over 3 seconds 12.5 (WebP 30)."),
    side: z
      .int()
      .min(16)
      .max(2048)
      .optional()
      .describe(
        'Longest side of an animation (default 480) or a sprite of the whole canvas (default 512): 16 to 2048 pixels.',
      ),
    format: z.enum(['gif', 'webp']).default('gif').describe('Of animation and loop. Default gif.'),
    cell: z
      .enum(['canvas', 'character'])
      .default('canvas')
      .describe(
        'Of sprites: canvas (default) keeps whole frames; character cuts it out of a flat background onto 256x256, feet at the bottom, one scale for all.',
      ),
    columns: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe('Across the contact sheet (default 4) or the sprite sheet: 1 to 20.'),
    picture: z
      .string()
      .optional()
      .describe('The picture to compare with, a path. Default: the start picture of the job.'),
  }),
  async run({ video: name, show, output, picture: given, ...rest }, context, call) {
    const video = await inspectedVideo(context, name, output);
    const picture = given === undefined ? video.picture : await pictureAt(context, given);
    const options: ViewOptions = { ...rest, picture };
    const digest = sha256OfJson({ version: VERSION, show, video: video.sha256, ...options }).slice(0, 8);
    const folder = join(video.folder, `${show}-${digest}`);
    const leaving = followSignal(call.signal);
    const media = context.media.with({ signal: leaving.signal });
    const making = makeFolder(context.blobs, folder, (part) =>
      makeView[show]({ media, video, options, folder: part }),
    );
    // Whoever is told that it goes on has not given it up.
    const view = await within(context.clock, MOST_MS, making).finally(() => leaving.clear());
    if (view === null) throw takesLonger();
    const { paths } = context.project;
    return {
      data: {
        video: paths.relative(video.path),
        ...(video.job_id === null ? {} : { job_id: video.job_id }),
        ...(output === 1 ? {} : { output }),
        show,
        simulated: video.simulated,
        summary: view.summary,
        ...view.data,
        folder: paths.relative(folder),
        files: view.files.slice(0, MOST_LINKS),
        ...(view.files.length > MOST_LINKS ? { more_files: view.files.length - MOST_LINKS } : {}),
        next: nextOf(show, { video: name, ...(output === 1 ? {} : { output }) }, view.data),
      },
      pictures: view.pictures.map((file) => shown(folder, file, video.path)),
      links: linksOf(view).map((file) => shown(folder, file, video.path)),
    };
  },
});

/** Goes up when views say or hold something else, so that older ones are not shown for them. */
const VERSION = 1;

/** No call lasts longer than 45 seconds; what is not done by then goes on. */
const MOST_MS = 40_000;

const takesLonger = () =>
  serviceError({
    code: 'STILL_MAKING',
    message: 'This takes longer than a call may, and goes on being made.',
    next: 'Make the same call again in a while: it then shows what was made.',
  });

/** Further files lie in the folder that the answer names. */
const MOST_LINKS = 24;

const linksOf = ({ files, pictures }: View) =>
  files.filter((file) => !pictures.includes(file)).slice(0, MOST_LINKS);

/** Of as many frames as this a sprite sheet can be made. */
const MOST_SPRITES = 64;

function nextOf(
  show: ViewName,
  named: { video: string; output?: number },
  { frames = [], loop = null }: View['data'],
): NextStep {
  const look = (more: object, text: string) => callOf('inspect_video', { ...named, ...more }, text);
  switch (show) {
    case 'overview':
      return loop === null
        ? look({ show: 'frames' }, 'takes exact frames; show takes animation, sprites and first_last, too.')
        : look(
            { show: 'loop' },
            'takes its best cycle; show takes frames, animation, sprites and first_last, too.',
          );
    case 'frames':
      return frames.length > MOST_SPRITES
        ? look({ show: 'animation' }, 'shows it in motion; a sprite sheet is of fewer frames.')
        : look(
            { show: 'sprites', indices: frames.map(({ index }) => index) },
            'makes a sheet of these frames.',
          );
    case 'animation':
      return stepOf('Open the file to see it move.');
    case 'loop':
      return look({ show: 'sprites' }, 'makes a sprite sheet of these frames.');
    case 'sprites':
      return stepOf('Load the PNG with its JSON atlas; source_index says which frame of the clip each was.');
    case 'first_last':
      return look(
        { show: 'animation' },
        'shows it in motion: a last frame like the first one can loop, as show loop measures.',
      );
  }
}

const TYPES: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  json: 'application/json',
};

function shown(folder: string, file: string, video: string): Shown {
  const content_type = TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return { path: join(folder, file), content_type, title: `${basename(video)}: ${file}` };
}

async function pictureAt({ project }: ToolContext, given: string): Promise<string> {
  return (await inputFile(given, project.root, project.config.input_roots)).path;
}
