/** Words drawn without a font: a machine may have none. */

/** A dark box with light words in it; `ink` holds 1 where the words are. */
export interface Label {
  width: number;
  height: number;
  ink: Uint8Array;
}

/** Pixels, row by row, each of `channels` bytes. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
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

function glyph(character: string): Uint8Array {
  const rows = GLYPHS[character] ?? GLYPHS[character.toUpperCase()] ?? UNKNOWN;
  return Buffer.from(rows.replaceAll(' ', ''), 'hex');
}

const UNKNOWN = '0e 11 01 02 04 00 04';

/** 5 x 7 dots: one byte a row, top first, the leftmost dot in bit 4. */
const GLYPHS: Record<string, string> = {
  ' ': '00 00 00 00 00 00 00',
  '.': '00 00 00 00 00 0c 0c',
  ':': '00 0c 0c 00 0c 0c 00',
  '-': '00 00 00 1f 00 00 00',
  '/': '00 01 02 04 08 10 00',
  '#': '0a 0a 1f 0a 1f 0a 0a',
  '0': '0e 11 13 15 19 11 0e',
  '1': '04 0c 04 04 04 04 0e',
  '2': '0e 11 01 02 04 08 1f',
  '3': '1f 02 04 02 01 11 0e',
  '4': '02 06 0a 12 1f 02 02',
  '5': '1f 10 1e 01 01 11 0e',
  '6': '06 08 10 1e 11 11 0e',
  '7': '1f 01 02 04 08 08 08',
  '8': '0e 11 11 0e 11 11 0e',
  '9': '0e 11 11 0f 01 02 0c',
  A: '0e 11 11 1f 11 11 11',
  B: '1e 11 11 1e 11 11 1e',
  C: '0e 11 10 10 10 11 0e',
  D: '1c 12 11 11 11 12 1c',
  E: '1f 10 10 1e 10 10 1f',
  F: '1f 10 10 1e 10 10 10',
  G: '0e 11 10 17 11 11 0f',
  H: '11 11 11 1f 11 11 11',
  I: '0e 04 04 04 04 04 0e',
  J: '07 02 02 02 02 12 0c',
  K: '11 12 14 18 14 12 11',
  L: '10 10 10 10 10 10 1f',
  M: '11 1b 15 15 11 11 11',
  N: '11 11 19 15 13 11 11',
  O: '0e 11 11 11 11 11 0e',
  P: '1e 11 11 1e 10 10 10',
  Q: '0e 11 11 11 15 12 0d',
  R: '1e 11 11 1e 14 12 11',
  S: '0f 10 10 0e 01 01 1e',
  T: '1f 04 04 04 04 04 04',
  U: '11 11 11 11 11 11 0e',
  V: '11 11 11 11 11 0a 04',
  W: '11 11 11 15 15 15 0a',
  X: '11 11 0a 04 0a 11 11',
  Y: '11 11 11 0a 04 04 04',
  Z: '1f 01 02 04 08 10 1f',
  s: '00 00 0f 10 0e 01 1e',
};
