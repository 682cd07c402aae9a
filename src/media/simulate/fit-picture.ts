import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { MAX_PICTURE_PIXELS, pictureInfo } from '../read/picture-info.ts';
import type { Size } from '../../util/size.ts';

export interface FittedPicture extends Size {
  rgb: Buffer;
  /** The average of the picture's border, which also fills the rest of the frame. */
  edge: Colour;
}

type Colour = [red: number, green: number, blue: number];

/**
 * The picture, upright, in the middle of the frame: the whole of it, as large as the frame allows, on its own edge
 * colour, or as much of it as fills the frame.
 */
export async function fitPicture(
  path: string,
  frame: Size,
  fit: 'whole' | 'crop' = 'whole',
): Promise<FittedPicture> {
  await pictureInfo(path);
  const { data, info } = await sharp(await readFile(path), { limitInputPixels: MAX_PICTURE_PIXELS })
    .autoOrient()
    // Without a background of its own, a picture stands on neutral grey.
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .resize({ ...frame, fit: fit === 'crop' ? 'cover' : 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const edge = edgeColour(data, info);
  return { ...frame, edge, rgb: centred(data, info, frame, edge) };
}

export function edgeColour(rgb: Uint8Array, { width, height }: Size): Colour {
  const sum: Colour = [0, 0, 0];
  let pixels = 0;
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) {
      const at = (y * width + x) * 3;
      sum[0] += rgb[at] ?? 0;
      sum[1] += rgb[at + 1] ?? 0;
      sum[2] += rgb[at + 2] ?? 0;
      pixels += 1;
    }
  }
  return [Math.round(sum[0] / pixels), Math.round(sum[1] / pixels), Math.round(sum[2] / pixels)];
}

function centred(rgb: Uint8Array, size: Size, frame: Size, edge: Colour): Buffer {
  const canvas = Buffer.alloc(frame.width * frame.height * 3, Buffer.from(edge));
  const left = Math.floor((frame.width - size.width) / 2);
  const top = Math.floor((frame.height - size.height) / 2);
  for (let row = 0; row < size.height; row++) {
    const line = rgb.subarray(row * size.width * 3, (row + 1) * size.width * 3);
    canvas.set(line, ((top + row) * frame.width + left) * 3);
  }
  return canvas;
}
