import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { fitPicture } from '../simulate/fit-picture.ts';
import type { Size } from '../../util/size.ts';
import type { Picture } from './picture.ts';

/** The input picture in the size of a clip. */
export interface Fittings {
  /** All of it, on its own edge colour. */
  whole: Picture;
  /** Cropped, and stretched, to fill the frame. */
  others: Picture[];
}

/** The ways in which a model may have fitted the input picture. An input error for what is no picture. */
export async function fittings(path: string, size: Size): Promise<Fittings> {
  const whole = await fitPicture(path, size);
  const flat = sharp(await readFile(path))
    .autoOrient()
    .flatten({ background: '#808080' })
    .toColourspace('srgb');
  const others = await Promise.all(
    (['cover', 'fill'] as const).map(async (fit) => {
      const rgb = await flat
        .clone()
        .resize({ ...size, fit })
        .raw()
        .toBuffer();
      return { ...size, rgb };
    }),
  );
  return { whole: { ...size, rgb: whole.rgb }, others };
}
