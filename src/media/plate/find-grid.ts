import type { Raster } from '../raster.ts';
import { findCheckerboard } from './find-checkerboard.ts';
import { findGridLines } from './find-grid-lines.ts';
import { greyOf } from './grey.ts';
import { readRaster } from '../read/read-raster.ts';
import type { InspectedPicture } from '../seeing-types.ts';
import type { GridLook } from '../file-info.ts';

/** What a picture is, and whether it shows what video models take for a floor or a room. Decodes it once. */
export async function inspectPicture({ picture }: { picture: string }): Promise<InspectedPicture> {
  const { info, ...raster } = await readRaster(picture, 4096);
  return { ...info, grid: findGrid(raster) };
}

/** Looks for a checkerboard, alternating pixels, guide lines. */
export function findGrid(raster: Raster): GridLook {
  const grey = greyOf(raster);
  const cell = findCheckerboard(grey);
  if (cell === 1) {
    return found('alternating-pixels', 1, 'The picture has alternating pixels');
  }
  if (cell !== null) {
    return found('checkerboard', cell, `The picture has a checkerboard with cells of ${cell} pixels`);
  }
  const step = findGridLines(grey);
  if (step !== null) return found('grid-lines', step, `The picture has guide lines every ${step} pixels`);
  return { kind: null, cell: null, text: null };
}

function found(kind: NonNullable<GridLook['kind']>, cell: number, what: string): GridLook {
  const why = 'video models take that for a floor or a room and move the camera. Use a flat background.';
  return { kind, cell, text: `${what}: ${why}` };
}
