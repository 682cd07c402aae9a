import type { Size } from '../../util/size.ts';

/** Parts of a frame that mean something, for frames of one size. */
export interface Zones {
  /** 1 where a corner is, as large as the watermarks that stand there. */
  corners: Uint8Array;
  /** The pixels of the outermost two rows and columns, without the corners. */
  edge: number[];
}

export function zonesOf(size: Size): Zones {
  const corners = cornersOf(size);
  return { corners, edge: edgeOf(size).filter((pixel) => corners[pixel] === 0) };
}

/** 1 where a corner is. */
export function cornersOf({ width, height }: Size): Uint8Array {
  const longest = Math.max(width, height);
  const [across, down] = [Math.round(longest * 0.23), Math.round(longest * 0.06)];
  const corners = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    if (y >= down && y < height - down) continue;
    for (let x = 0; x < width; x++) if (x < across || x >= width - across) corners[y * width + x] = 1;
  }
  return corners;
}

function edgeOf({ width, height }: Size): number[] {
  const near = (at: number, end: number) => at < 2 || at >= end - 2;
  return Array.from({ length: width * height }, (_, pixel) => pixel).filter(
    (pixel) => near(pixel % width, width) || near(Math.floor(pixel / width), height),
  );
}
