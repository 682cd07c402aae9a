import type { Raster } from '../raster.ts';

/** The picture turned clockwise by so many quarters. */
export function turnRaster(raster: Raster, quarters: number): Raster {
  const turns = ((quarters % 4) + 4) % 4;
  if (turns === 0) return raster;
  const { data, width, height, channels } = raster;
  const size = turns === 2 ? { width, height } : { width: height, height: width };
  const turned = Buffer.alloc(data.length);
  // Where the first pixel goes, and how far the next one to the right and the next one below are from it.
  const [start, right, down] = STEPS[turns]?.(width, height) ?? [0, 1, width];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (start + x * right + y * down) * channels;
      const from = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) turned[to + channel] = data[from + channel] ?? 0;
    }
  }
  return { data: turned, ...size, channels };
}

type Steps = (width: number, height: number) => [start: number, right: number, down: number];
const STEPS: Record<number, Steps> = {
  1: (_, height) => [height - 1, height, -1],
  2: (width, height) => [width * height - 1, -1, -width],
  3: (width, height) => [(width - 1) * height, -height, 1],
};
