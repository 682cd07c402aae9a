import { callOf } from '../src/next-step.ts';
import { join } from 'node:path';
import { z } from 'zod';
import { inputFile } from '../src/project/input-file.ts';
import { sha256OfFile } from '../src/util/hash.ts';
import { definePictureTool, type ToolContext } from '../src/server/define-tool.ts';
import { isSimulated, SIMULATED_MARK } from '../src/server/inspect/inspected-video.ts';
import { checkedTarget, defaultTarget, refuseOther } from '../src/server/inspect/plate-target.ts';
import { makeWhole } from '../src/util/atomic-file.ts';

export const preparePlate = definePictureTool({
  name: 'prepare_plate',
  title: 'Prepare a plate',
  effect: 'local',
  reaches: 'project',
  description:
    'Puts the character of a picture on a flat, neutral plate: the start picture for a video. ' +
    'It keeps models from inventing a floor or moving the camera. A clear or flat background is removed; centred, whole, not enlarged, pixel ' +
    'art kept sharp. Free. Warns of checkerboards and guide lines.',
  input: z.object({
    picture: z.string().describe('The character: a path in the project.'),
    style: z
      .enum(['video', 'sprite'])
      .default('video')
      .describe(
        'video (default): 1280x720, #808080, centred. sprite: 1024x1024, chroma #00FF00, hard pixels, feet 11 % above the bottom.',
      ),
    output: z.string().optional().describe('Path of the PNG. Default: in plates/, named after the picture.'),
    overwrite: z.boolean().optional().describe('May replace another file there. Default false.'),
    width: z.int().min(16).max(4096).optional().describe("16 to 4096 pixels. Default: the style's."),
    height: z.int().min(16).max(4096).optional().describe("16 to 4096 pixels. Default: the style's."),
    colour: z.string().optional().describe("Of the plate, #RRGGBB. Default: the style's."),
    fill_width: z
      .number()
      .min(0.1)
      .max(1)
      .optional()
      .describe('Most of the width that the character fills, 0.1 to 1. Default 0.7 (sprite 0.6).'),
    fill_height: z
      .number()
      .min(0.1)
      .max(1)
      .optional()
      .describe('Most of the height, 0.1 to 1. Default 0.8 (sprite 0.78).'),
    pixel_art: z
      .boolean()
      .optional()
      .describe('true: keeps its pixels hard when shrunk. false: smooths its pixels. Default: found out.'),
  }),
  async run({ picture, output, overwrite = false, ...options }, context) {
    const { project, media } = context;
    const source = await inputFile(picture, project.root, project.config.input_roots);
    const simulated = isSimulated(project.root, source.path);
    const wanted = output ?? defaultTarget(project.root, source.path, options, simulated);
    const target = await checkedTarget(wanted, project.root, source.path);
    const plate = await makeWhole(target, async (making) => {
      const {
        path: _,
        grid: __,
        ...made
      } = await media.preparePlate({
        ...options,
        picture: source.path,
        output: making,
        ...(simulated ? { mark: SIMULATED_MARK } : {}),
      });
      if (!overwrite) await refuseOther(making, target, project.root);
      return made;
    });
    const shown = await shownPlate(context, target);
    const name = project.paths.relative(target);
    return {
      data: {
        plate: name,
        summary:
          `${plate.width}x${plate.height} plate, ${plate.colour}. Background: ${BACKGROUNDS[plate.background]}. ` +
          `Character at ${plate.scale === 1 ? 'its own size' : `${Math.round(plate.scale * 1000) / 10} %`}` +
          `${plate.pixel_art ? ', hard pixels' : ''}.`,
        simulated,
        ...plate,
        next: callOf(
          'estimate_cost',
          { task: 'image-to-video', image: name },
          'prices it as the start picture of every model; the one chosen takes it as image.',
        ),
      },
      pictures: [{ ...shown, title: name }],
      links: [{ path: target, content_type: 'image/png', title: name }],
    };
  },
});

const BACKGROUNDS = {
  alpha: 'clear, as it was',
  flat: 'flat, removed',
  none: 'left as it is',
};

/** Large plates are shown as a small copy. */
async function shownPlate({ media, project }: ToolContext, target: string) {
  const { width, height, bytes } = await media.pictureInfo(target);
  if (Math.max(width, height) <= 1568 && bytes <= 900_000) {
    return { path: target, content_type: 'image/png' };
  }
  const small = join(
    project.paths.fal,
    'media',
    'plates',
    `${(await sha256OfFile(target)).slice(0, 12)}.jpg`,
  );
  await media.shrinkPicture({ picture: target, output: small, side: 1568, maxBytes: 900_000 });
  return { path: small, content_type: 'image/jpeg' };
}
