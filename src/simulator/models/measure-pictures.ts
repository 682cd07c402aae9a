import { billableUnits, inUnits, rateOf, valueOf } from './bill.ts';
import { isObject } from '../exchange.ts';
import type { Arguments, PictureModel } from './model-types.ts';

export interface Size {
  width: number;
  height: number;
}

export interface PictureTake extends Size {
  count: number;
  format: PictureModel['default_format'];
  billable_units: number;
}

/** The sizes behind fal's names (fal docs, image_size). */
export const NAMED_SIZES: Readonly<Record<string, Size>> = {
  square_hd: { width: 1024, height: 1024 },
  square: { width: 512, height: 512 },
  portrait_4_3: { width: 768, height: 1024 },
  portrait_16_9: { width: 576, height: 1024 },
  landscape_4_3: { width: 1024, height: 768 },
  landscape_16_9: { width: 1024, height: 576 },
  // Seedream. A square is our reading: its model picks the shape.
  auto_2K: { width: 2048, height: 2048 },
  auto_4K: { width: 4096, height: 4096 },
};

/** What a run makes from these arguments and pictures, and how many of fal's base units it is billed. */
export function measurePictures(model: PictureModel, args: Arguments, given: readonly Size[]): PictureTake {
  const size = sizeOf(model, args, given[0]);
  // Models without the field make one, whatever is asked: fal ignores what it does not know.
  const count = model.fields['num_images'] === undefined ? 1 : Number(valueOf(model, args, 'num_images'));
  const format = valueOf(model, args, 'output_format');
  return {
    ...size,
    count,
    format: format === 'png' || format === 'jpeg' || format === 'webp' ? format : model.default_format,
    billable_units: unitsOf(model, args, count, size, given),
  };
}

function unitsOf(
  model: PictureModel,
  args: Arguments,
  count: number,
  size: Size,
  given: readonly Size[],
): number {
  const { price } = model;
  if (price.measure !== 'megapixels') {
    return billableUnits(model, args, { output: count, pictures_in: given.length });
  }
  const output = megapixels(size);
  if (price.further_megapixel === undefined) return billableUnits(model, args, { output: count * output });
  const further = output - 1 + given.reduce((sum, picture) => sum + megapixels(picture), 0);
  return inUnits(model, count * (rateOf(model, args) + further * price.further_megapixel));
}

/** Started ones count whole: 1920 × 1080 is two (fal.ai page of flux-2-pro). */
const megapixels = ({ width, height }: Size) => Math.ceil((width * height) / 1024 ** 2);

function sizeOf(model: PictureModel, args: Arguments, given: Size | undefined): Size {
  const asked = valueOf(model, args, 'image_size');
  // The defaults of fal's ImageSize are 512 (types of @fal-ai/client).
  if (isObject(asked)) {
    return { width: Number(asked['width'] ?? 512), height: Number(asked['height'] ?? 512) };
  }
  const named = NAMED_SIZES[String(asked)];
  if (named !== undefined) return named;
  const resolution = Number.parseFloat(String(valueOf(model, args, 'resolution')));
  return atAspect(1024 * (resolution > 0 ? resolution : 1), valueOf(model, args, 'aspect_ratio'), given);
}

/** As many pixels as a square of this side, in the asked shape, or in that of the picture to change. */
function atAspect(side: number, aspect: unknown, given: Size | undefined): Size {
  const [, across, up] = /^(\d+):(\d+)$/.exec(String(aspect))?.map(Number) ?? [];
  const ratio =
    across !== undefined && up !== undefined
      ? across / up
      : given === undefined
        ? 1
        : given.width / given.height;
  const width = side * Math.sqrt(ratio);
  return { width: inSteps(width), height: inSteps(width / ratio) };
}

const inSteps = (length: number) => Math.min(8192, Math.max(64, 16 * Math.round(length / 16)));
