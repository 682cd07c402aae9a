import type { GridLook, PictureInfo } from '../../media/types.ts';
import type { Role } from '../../models/types.ts';
import type { ReadInput } from './read-input.ts';

/** What is told of local pictures that models treat in ways that surprise people. None of it is a reason to refuse them. */
export function pictureNotes(inputs: readonly ReadInput[]): string[] {
  const pictures = inputs.flatMap(({ record, info }) =>
    info?.kind === 'picture'
      ? [
          {
            role: record.role,
            name: record.path ?? 'a picture',
            turned: record.sent_as !== undefined,
            ...info,
          },
        ]
      : [],
  );
  const starts = pictures.filter(({ role }) => role === 'first_frame');
  const ends = pictures.filter(({ role }) => role === 'last_frame');
  return [
    ...new Set([
      ...pictures.flatMap(notesOn),
      ...starts.flatMap((start) => ends.flatMap((end) => otherShape(start, end))),
    ]),
  ];
}

interface Picture extends PictureInfo {
  role: Role;
  name: string;
  /** An upright copy is sent in its place. */
  turned: boolean;
  /** Where somebody looked for one. */
  grid?: GridLook;
}

/** Below this a model sees too little to go by; pixel art is mostly drawn larger. */
const TOO_SMALL = 64;
/** Beyond 21:9 no model has a shape of its own. */
const WIDEST = 2.5;

function notesOn({ name, role, width, height, turned, ...picture }: Picture): string[] {
  const { transparent, frames, orientation, cmyk, grid } = picture;
  const longer = Math.max(width, height) / Math.min(width, height);
  const way = width > height ? 'as wide as high' : 'as high as wide';
  const notes = [
    grid?.kind != null &&
      `looks like ${GRIDS[grid.kind]}. ${grid.text} A neutral plate keeps the camera still.`,
    transparent &&
      'is transparent: the model chooses what stands behind it. A plate puts it on a plain backdrop.',
    frames > 1 && `has ${frames} frames: models take one of them, mostly the first.`,
    turned &&
      `is turned by its EXIF (orientation ${orientation}): an upright copy is sent, the file stays as it is.`,
    !turned &&
      orientation > 1 &&
      `is turned by its EXIF (orientation ${orientation}): some models show it as it is stored.`,
    !turned &&
      cmyk &&
      'is in CMYK, the colours of print: models may refuse it or show other colours. Save it as RGB.',
    Math.min(width, height) < TOO_SMALL &&
      `is ${width}x${height} pixels: models enlarge it, and make up what it does not show.`,
    role !== 'reference' &&
      longer > WIDEST &&
      `is ${width}x${height}, ${round(longer)} times ${way}: models cut it, squeeze it or add to its sides.`,
  ];
  return notes.filter((note) => note !== false).map((note) => `${name} ${note}`);
}

const GRIDS = {
  checkerboard: 'a checkerboard',
  'alternating-pixels': 'a grid (alternating pixels)',
  'grid-lines': 'a grid (grid lines)',
};

/** 16:9 and 3:2 differ by more than this, 3:2 and 4:3 by less. */
const OTHER_SHAPE = 1.15;

function otherShape(start: Picture, end: Picture): string[] {
  const ratio = (start.width / start.height) * (end.height / end.width);
  if (Math.max(ratio, 1 / ratio) < OTHER_SHAPE) return [];
  const size = ({ width, height }: Picture) => `${width}x${height}`;
  return [
    `${start.name} (${size(start)}) and ${end.name} (${size(end)}) have different shapes: models cut, squeeze or add to one of them.`,
  ];
}

const round = (ratio: number) => Math.round(ratio * 10) / 10;
