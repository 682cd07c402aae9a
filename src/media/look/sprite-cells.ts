import type { Raster } from '../raster.ts';
import { badFrames } from '../read/choose-frames.ts';
import { type Background, findBackground } from '../plate/find-background.ts';
import { findSubjectBox, unionOf } from '../plate/find-subject.ts';
import { keyBackground } from '../plate/key-background.ts';
import { clearMark } from '../plate/clear-mark.ts';
import { rasterInput } from '../read/read-raster.ts';
import type { Box } from '../seeing-types.ts';
import type { Still } from '../read/stills.ts';

/** Frames made alike: all of one size, each as its bytes. */
export interface SpriteCells {
  rasters: Uint8Array[];
  width: number;
  height: number;
  channels: number;
  /** How much every frame was shrunk. */
  scale: number;
  /** Where a character stands in its cell: the middle of its feet. */
  anchor: { x: number; y: number } | null;
  notes: string[];
}

/** Every frame whole, as it stands in the clip: nothing can jitter that does not in the video. */
export async function canvasCells(stills: readonly Still[]): Promise<SpriteCells> {
  const [{ width, height, channels } = { width: 1, height: 1, channels: 3 }] = stills;
  const rasters = stills.map(({ data }) => data);
  return { rasters, width, height, channels, scale: 1, anchor: null, notes: [] };
}

const CELL = 256;
/** Where the middle and the feet of the character are in a cell. */
const [CENTRE_X, BOTTOM_Y] = [128, 255];

/**
 * The character of each frame, freed from its background, on cells of 256x256. One box around all its poses decides
 * where the cut and the scale are, the same for every frame: cutting each to itself would make it jump.
 */
export async function characterCells(
  stills: readonly Still[],
  mark: string | undefined,
): Promise<SpriteCells> {
  const frames = stills.map(withAlpha);
  const notes: string[] = [];
  const boxes: Box[] = [];
  for (const [at, frame] of frames.entries()) {
    if (mark !== undefined) clearMark(frame, mark, findBackground(frame));
    const background = findBackground(frame);
    if (background.kind === 'none') throw noBackground(stills[at]?.index ?? 0);
    keyOut(frame, background);
    const box = findSubjectBox(frame);
    if (box === null) notes.push(`frame ${stills[at]?.index} shows no character`);
    else boxes.push(box);
  }
  const union = unionOf(boxes);
  if (union === null) throw badFrames('None of these frames shows a character before a flat background');
  const scale = Math.min(1, CELL / union.width, CELL / union.height);
  const rasters: Uint8Array[] = [];
  for (const frame of frames) rasters.push(await cellOf(frame, union, scale));
  const anchor = { x: CENTRE_X, y: BOTTOM_Y };
  return { rasters, width: CELL, height: CELL, channels: 4, scale: rounded(scale), anchor, notes };
}

function withAlpha({ data, width, height, channels }: Still): Raster {
  if (channels === 4) return { data: Buffer.from(data), width, height, channels };
  const rgba = Buffer.alloc(width * height * 4, 255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from] ?? 0;
    rgba[to + 1] = data[from + 1] ?? 0;
    rgba[to + 2] = data[from + 2] ?? 0;
  }
  return { data: rgba, width, height, channels: 4 };
}

function keyOut(frame: Raster, background: Background): void {
  // Legs that open and close a gap would flicker if only the open one were cleared.
  if (background.kind === 'flat') keyBackground(frame, { ...background, softEdges: true, gaps: true });
}

async function cellOf(frame: Raster, union: Box, scale: number): Promise<Uint8Array> {
  const width = Math.max(1, Math.round(union.width * scale));
  const height = Math.max(1, Math.round(union.height * scale));
  const character = await rasterInput(frame)
    .extract(union)
    .resize({ width, height, fit: 'fill' })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const clear = { data: Buffer.alloc(CELL * CELL * 4), width: CELL, height: CELL, channels: 4 };
  // The lowest row of the character is row 255.
  const left = Math.min(CELL - width, Math.max(0, Math.round(CENTRE_X - width / 2)));
  return await rasterInput(clear)
    .composite([{ input: character, left, top: BOTTOM_Y + 1 - height }])
    .raw()
    .toBuffer();
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

function noBackground(index: number) {
  return badFrames(
    `Frame ${index} has no flat or clear background that the character could be cut from; take whole frames instead`,
  );
}
