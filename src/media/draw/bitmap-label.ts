/** Words drawn without a font: a machine may have none. */
import { glyph } from './glyphs.ts';
import type { Raster } from '../raster.ts';

/** A dark box with light words in it; `ink` holds 1 where the words are. */
export interface Label {
  width: number;
  height: number;
  ink: Uint8Array;
}

const GLYPH_WIDTH = 5;
const GLYPH_HEIGHT = 7;
const PADDING = 2;

/** A label at the largest scale up to `scale` that fits `maxWidth`; words that fit at no scale are cut. */
export function makeLabel(text: string, scale: number, maxWidth: number): Label {
  const widthAt1 = (characters: number) => characters * (GLYPH_WIDTH + 1) - 1 + 2 * PADDING;
  const characters = Math.max(1, Math.min(text.length, Math.floor((maxWidth - 3) / (GLYPH_WIDTH + 1))));
  const fitting = Math.max(1, Math.min(scale, Math.floor(maxWidth / widthAt1(characters))));
  return drawLabel(text.slice(0, characters), fitting, widthAt1(characters));
}

/** The width of one character and the height of one line at scale 1, in pixels. */
export const CHARACTER_WIDTH = GLYPH_WIDTH + 1;
export const LINE_HEIGHT = GLYPH_HEIGHT + 2 * PADDING;

/** Words in lines of at most `characters`, at most `lines` of them; what is left over is cut, and shows that. */
export function wrapWords(text: string, characters: number, lines: number): string[] {
  const wrapped: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    if (wrapped.length === lines - 1 && rest.length > characters) {
      return [...wrapped, `${rest.slice(0, Math.max(0, characters - 1)).trimEnd()}…`];
    }
    const room = rest.slice(0, characters + 1);
    const gap = rest.length <= characters ? rest.length : room.lastIndexOf(' ');
    const end = gap > 0 ? gap : characters;
    wrapped.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return wrapped;
}

/** Puts the label with its top left corner at (x, y); what lies outside is cut. */
export function stampLabel(
  raster: Raster,
  label: Label,
  x: number,
  y: number,
  box: number,
  ink: number,
): void {
  fillBox(raster, x, y, label.width, label.height, box);
  for (let row = 0; row < label.height; row++) {
    for (let column = 0; column < label.width; column++) {
      if (label.ink[row * label.width + column] === 1) fillBox(raster, x + column, y + row, 1, 1, ink);
    }
  }
}

/** Fills a box with one grey; what lies outside the raster is cut. */
export function fillBox(
  raster: Raster,
  x: number,
  y: number,
  width: number,
  height: number,
  grey: number,
): void {
  const [left, right] = [Math.max(0, x), Math.min(raster.width, x + width)];
  const [top, bottom] = [Math.max(0, y), Math.min(raster.height, y + height)];
  if (left >= right) return;
  for (let row = top; row < bottom; row++) {
    const start = row * raster.width;
    raster.data.fill(grey, (start + left) * raster.channels, (start + right) * raster.channels);
    if (raster.channels !== 4) continue;
    for (let column = left; column < right; column++) raster.data[(start + column) * 4 + 3] = 255;
  }
}

function drawLabel(text: string, scale: number, widthAt1: number): Label {
  const width = widthAt1 * scale;
  const height = (GLYPH_HEIGHT + 2 * PADDING) * scale;
  const ink = new Uint8Array(width * height);
  for (let index = 0; index < text.length; index++) {
    for (const [row, bits] of glyph(text.charAt(index)).entries()) {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if ((bits & (16 >> column)) === 0) continue;
        const x = (PADDING + index * (GLYPH_WIDTH + 1) + column) * scale;
        const y = (PADDING + row) * scale;
        for (let line = 0; line < scale; line++)
          ink.fill(1, (y + line) * width + x, (y + line) * width + x + scale);
      }
    }
  }
  return { width, height, ink };
}
