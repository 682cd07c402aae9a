import { makeLabel, stampLabel } from './bitmap-label.ts';
import type { Raster } from '../raster.ts';
import type { Size } from '../../util/size.ts';
import type { Box } from '../seeing-types.ts';

export const [MARK_BOX, MARK_INK] = [30, 220];

/** The mark of simulated pictures and clips, as large as their shorter side allows. */
export const makeMark = (mark: string, { width, height }: Size) =>
  makeLabel(mark, Math.max(1, Math.round(Math.min(width, height) / 240)), width);

/** Where the mark stands in a simulated picture: bottom right, on even pixels, so that luma and colour meet. */
export function markBox({ width, height }: Size, mark: string): Box {
  const label = makeMark(mark, { width, height });
  const margin = height >= 180 ? 8 : 0;
  const left = 2 * Math.floor((width - label.width - margin) / 2);
  const top = 2 * Math.floor((height - label.height - margin) / 2);
  return { left, top, width: label.width, height: label.height };
}

export function drawMark(raster: Raster, mark: string): void {
  const { left, top } = markBox(raster, mark);
  stampLabel(raster, makeMark(mark, raster), left, top, MARK_BOX, MARK_INK);
}
