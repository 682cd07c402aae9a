import { makeLabel, type Raster, stampLabel } from './bitmap-label.ts';
import type { Background } from '../plate/find-background.ts';
import type { Size } from '../simulate/motion.ts';
import type { Box } from '../seeing-types.ts';

export const [MARK_BOX, MARK_INK] = [30, 220];

/** The mark of simulated pictures and clips, as large as their shorter side allows. */
export const makeMark = (mark: string, { width, height }: Size) =>
  makeLabel(mark, Math.max(1, Math.round(Math.min(width, height) / 240)), width);

/** Where the mark stands in a simulated picture: bottom right, on even pixels, so that luma and colour meet. */
export function markPlace({ width, height }: Size, mark: string): Box {
  const label = makeMark(mark, { width, height });
  const margin = height >= 180 ? 8 : 0;
  const left = 2 * Math.floor((width - label.width - margin) / 2);
  const top = 2 * Math.floor((height - label.height - margin) / 2);
  return { left, top, width: label.width, height: label.height };
}

export function drawMark(raster: Raster, mark: string): void {
  const { left, top } = markPlace(raster, mark);
  stampLabel(raster, makeMark(mark, raster), left, top, MARK_BOX, MARK_INK);
}

/** Paints the mark of an RGBA picture over with its background, so that it is not taken for a part of the character. */
export function clearMark(raster: Raster, mark: string, background: Background): void {
  const { left, top, width, height } = markPlace(raster, mark);
  const colour = background.kind === 'flat' ? [...background.colour, 255] : [0, 0, 0, 0];
  if (background.kind === 'none') return;
  // Compression smears its edges a little.
  for (let y = Math.max(0, top - 3); y < Math.min(raster.height, top + height + 3); y++) {
    for (let x = Math.max(0, left - 3); x < Math.min(raster.width, left + width + 3); x++) {
      raster.data.set(colour, (y * raster.width + x) * 4);
    }
  }
}
