import type { Raster } from '../raster.ts';

/** One byte a pixel; what is clear counts as one colour. */
export interface Grey {
  data: Uint8Array;
  width: number;
  height: number;
}

export function greyOf({ data, width, height }: Raster): Grey {
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const at = pixel * 4;
    const cover = (data[at + 3] ?? 255) / 255;
    const light = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    grey[pixel] = Math.round(light * cover + 128 * (1 - cover));
  }
  return { data: grey, width, height };
}
