import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import type { Raster } from '../raster.ts';
import { type Background, findBackground, type Rgb } from './find-background.ts';
import { findPixelArt, type PixelArt } from './find-pixel-art.ts';
import { findSubjectBox } from './find-subject.ts';
import { keyBackground } from './key-background.ts';
import { drawMark } from '../draw/mark.ts';
import { clearMark } from './clear-mark.ts';
import { findGrid } from './find-grid.ts';
import { placeCharacter, type Placement } from './place-character.ts';
import { checkedPlate, type PlateLayout } from './plate-layout.ts';
import { rasterInput, readRaster } from '../read/read-raster.ts';
import type { Box, Plate, PlateSpec } from '../seeing-types.ts';

/** Larger pictures are thinned out first: a plate is smaller in any case. */
const MOST_SIDE = 4096;

/**
 * Puts the character of a picture on a flat plate: freed from its own background, whole, never enlarged. A start
 * picture of this kind keeps video models from inventing a floor, a room or a moving camera.
 */
export async function makePlate(spec: PlateSpec): Promise<Plate> {
  const layout = checkedPlate(spec);
  const picture = await readRaster(spec.picture, MOST_SIDE);
  const { width, height } = picture;
  const grid = findGrid(picture);
  const art = pixelArtOf(picture, layout.pixelArt);
  if (spec.mark !== undefined) clearMark(picture, spec.mark, findBackground(picture));
  const background = findBackground(picture);
  const enclosed =
    background.kind === 'flat' ? keyBackground(picture, { ...background, softEdges: !art.isPixelArt }) : 0;
  const subject = background.kind === 'none' ? { left: 0, top: 0, width, height } : findSubjectBox(picture);
  if (subject === null) throw nothingThere(spec.picture);
  const placement = placeCharacter(subject, layout, art);
  const plate = await paint(picture, placement, layout, art);
  if (spec.mark !== undefined) drawMark(plate, spec.mark);
  const png = await rasterInput(plate).png().toBuffer();
  await writeAtomic(spec.output, png);
  const seen = { background, subject, enclosed, width, height, art, grid: grid.text, layout };
  return {
    path: spec.output,
    bytes: png.length,
    width: layout.width,
    height: layout.height,
    colour: hex(layout.colour),
    source: { width, height },
    background: background.kind,
    background_colour: background.kind === 'flat' ? hex(background.colour) : null,
    pixel_art: art.isPixelArt,
    pixel_size: art.pixelSize,
    placed: placement.placed,
    scale: Math.round(placement.scale * picture.scale * 10_000) / 10_000,
    grid,
    warnings: warningsOf(seen),
  };
}

function pixelArtOf(picture: Raster, asked: boolean | undefined): PixelArt {
  const found = findPixelArt(picture);
  return asked === undefined || asked === found.isPixelArt ? found : { isPixelArt: asked, pixelSize: 1 };
}

async function paint(
  picture: Raster,
  { cut, placed }: Placement,
  { width, height, colour }: PlateLayout,
  { isPixelArt }: PixelArt,
): Promise<Raster> {
  const character = await rasterInput(picture)
    .extract(cut)
    .resize({ ...sizeOf(placed), fit: 'fill', kernel: isPixelArt ? 'nearest' : 'lanczos3' })
    .png()
    .toBuffer();
  const [r, g, b] = colour;
  const { data } = await rasterInput({
    data: Buffer.alloc(width * height * 3, Buffer.from([r, g, b])),
    width,
    height,
    channels: 3,
  })
    .composite([{ input: character, left: placed.left, top: placed.top }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width, height, channels: 3 };
}

const sizeOf = ({ width, height }: Box) => ({ width, height });

function warningsOf(seen: {
  background: Background;
  subject: Box;
  enclosed: number;
  width: number;
  height: number;
  art: PixelArt;
  grid: string | null;
  layout: PlateLayout;
}): string[] {
  const { background, subject, enclosed, width, height, grid } = seen;
  const warnings: string[] = [];
  if (grid !== null) warnings.push(grid);
  if (background.kind === 'none') {
    warnings.push(
      'The background is neither clear nor of one colour, so the whole picture was placed. Cut the character out first.',
    );
    return warnings;
  }
  const touched = [
    subject.left === 0 ? 'left' : '',
    subject.top === 0 ? 'top' : '',
    subject.left + subject.width === width ? 'right' : '',
    subject.top + subject.height === height ? 'bottom' : '',
  ].filter((side) => side !== '');
  // Exports are often cropped to the character; against a flat colour a cut is likelier than a tight crop.
  if (touched.length > 0 && background.kind === 'flat') {
    warnings.push(
      `The character touches the ${touched.join(' and ')} edge of the picture: it may be cut off there.`,
    );
  }
  if (enclosed > 0.01) {
    warnings.push(
      `${Math.round(enclosed * 100)} % of the character has the colour of the background and is enclosed: it was kept. ` +
        'If these are gaps, clear them first.',
    );
  }
  return warnings;
}

export const hex = (colour: Rgb) =>
  `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`.toUpperCase();

function nothingThere(picture: string) {
  return inputError({
    code: 'NO_CHARACTER',
    message: `${safeText(picture)} holds no character: it is clear, or of one colour.`,
    next: 'Give a picture with one character on a clear or flat background.',
  });
}
