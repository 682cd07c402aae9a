import { markBox } from '../draw/mark.ts';
import type { Raster } from '../raster.ts';
import type { Background } from './find-background.ts';

/** Paints the mark of an RGBA picture over with its background, so that it is not taken for a part of the character. */
export function clearMark(raster: Raster, mark: string, background: Background): void {
  const { left, top, width, height } = markBox(raster, mark);
  const colour = background.kind === 'flat' ? [...background.colour, 255] : [0, 0, 0, 0];
  if (background.kind === 'none') return;
  // Compression smears its edges a little.
  for (let y = Math.max(0, top - 3); y < Math.min(raster.height, top + height + 3); y++) {
    for (let x = Math.max(0, left - 3); x < Math.min(raster.width, left + width + 3); x++) {
      raster.data.set(colour, (y * raster.width + x) * 4);
    }
  }
}
