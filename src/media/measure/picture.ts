import type { Size } from '../../util/size.ts';

/** A small picture, upright, in RGB bytes. */
export interface Picture extends Size {
  rgb: Uint8Array;
}

/** A picture a quarter of the size in each direction, each pixel the average of sixteen. */
export function thumbnail({ rgb, width, height }: Picture): Picture {
  const small = thumbnailSize({ width, height });
  const pixels = new Uint8Array(small.width * small.height * 3);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = 0; row < STEP; row++) {
          for (let column = 0; column < STEP; column++) {
            sum += rgb[((y * STEP + row) * width + x * STEP + column) * 3 + channel] ?? 0;
          }
        }
        pixels[(y * small.width + x) * 3 + channel] = Math.round(sum / STEP ** 2);
      }
    }
  }
  return { ...small, rgb: pixels };
}

/** How many pixels of a picture one of its thumbnail spans, in each direction. */
export const STEP = 4;

/** Sizes from `measuredSize` divide without a rest. */
export const thumbnailSize = ({ width, height }: Size): Size => ({
  width: width / STEP,
  height: height / STEP,
});

/** A large clip loses nothing that is measured; a tiny one is enlarged, since its steps lie between its pixels. */
const [LEAST_LONGEST, MOST_LONGEST] = [160, 320];
const LEAST = 32;

/** The size at which a clip is measured: its longest side 320 pixels (160 for tiny ones), both sides divisible by 4. */
export function measuredSize({ width, height }: Size): Size {
  const longest = Math.max(width, height);
  const scale = Math.min(MOST_LONGEST, Math.max(LEAST_LONGEST, longest)) / longest;
  const side = (length: number) => Math.max(LEAST, STEP * Math.round((length * scale) / STEP));
  return { width: side(width), height: side(height) };
}

/** Brightness of each pixel, 0 to 255 (BT.601 weights, which are near enough for any video). */
export function brightness({ rgb, width, height }: Picture): Float32Array {
  const grey = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3) {
    grey[pixel] = 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
  }
  return grey;
}
