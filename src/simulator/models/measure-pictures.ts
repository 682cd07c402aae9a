import { isObject } from '../../util/json.ts';
import type { Arguments, PictureModel } from '../model-types.ts';
import { NAMED_SIZES } from '../named-sizes.ts';
import type { Size } from '../../util/size.ts';
import { valueOf } from './value-of.ts';

export interface PictureTake extends Size {
  count: number;
  format: PictureModel['default_format'];
}

/** What a run makes from these arguments and pictures. */
export function measurePictures(model: PictureModel, args: Arguments, given: readonly Size[]): PictureTake {
  const size = sizeOf(model, args, given[0]);
  // Models without the field make one, whatever is asked: fal ignores what it does not know.
  const count = model.fields['num_images'] === undefined ? 1 : Number(valueOf(model, args, 'num_images'));
  const format = valueOf(model, args, 'output_format');
  return {
    ...size,
    count,
    format: format === 'png' || format === 'jpeg' || format === 'webp' ? format : model.default_format,
  };
}

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
