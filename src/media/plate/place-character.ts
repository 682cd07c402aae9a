import type { PixelArt } from './find-pixel-art.ts';
import type { PlateLayout } from './plate-layout.ts';
import type { Box } from '../seeing-types.ts';

export interface Placement {
  /** What is cut out of the picture. */
  cut: Box;
  /** Where it goes on the plate. */
  placed: Box;
  scale: number;
}

/** Where a character of this size goes: shrunk until it fits, never enlarged, its feet inside. */
export function placeCharacter(subject: Box, layout: PlateLayout, art: PixelArt): Placement {
  const most = Math.min(
    1,
    (layout.width * layout.fillWidth) / subject.width,
    (layout.height * layout.fillHeight) / subject.height,
  );
  const scale = art.isPixelArt ? evenScale(most, art.pixelSize) : most;
  const width = Math.max(1, Math.floor(subject.width * scale + 1e-6));
  const height = Math.max(1, Math.floor(subject.height * scale + 1e-6));
  const below = layout.below === null ? (layout.height - height) / 2 : layout.height * layout.below;
  const placed = {
    left: Math.round((layout.width - width) / 2),
    top: Math.round(layout.height - below) - height,
    width,
    height,
  };
  return { cut: subject, placed, scale };
}

/** Pixels of a drawing that was enlarged k times stay even at 1/k, 2/k … of the picture's size. */
function evenScale(most: number, pixelSize: number): number {
  const steps = Math.floor(most * pixelSize + 1e-6);
  return steps >= 1 ? steps / pixelSize : most;
}
