import { inputError } from '../../errors.ts';
import type { Rgb } from './find-background.ts';
import type { Size } from '../../util/size.ts';
import type { PlateSpec } from '../seeing-types.ts';

export interface PlateLayout extends Size {
  colour: Rgb;
  /** The largest part of the plate that the character takes. */
  fillWidth: number;
  fillHeight: number;
  /** Room below the feet, as a part of the height; `null` centres the character. */
  below: number | null;
  /** `undefined`: to be found out. */
  pixelArt: boolean | undefined;
}

/** `video` leaves room for a bob and a sway on all sides. `sprite` is the plate of sprite makers, chroma green. */
const STYLES = {
  video: { width: 1280, height: 720, colour: '#808080', fillWidth: 0.7, fillHeight: 0.8, below: null },
  sprite: { width: 1024, height: 1024, colour: '#00FF00', fillWidth: 0.6, fillHeight: 0.78, below: 0.11 },
};

/** The layout that a request means. Input errors for what cannot be a plate. */
export function checkedPlate(spec: PlateSpec): PlateLayout {
  const style = spec.style ?? 'video';
  const base = STYLES[style];
  const { width = base.width, height = base.height, colour = base.colour } = spec;
  const { fill_width: fillWidth = base.fillWidth, fill_height: fillHeight = base.fillHeight } = spec;
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 16 || side > 4096) {
      throw badPlate(`its ${name} is a whole number of pixels from 16 to 4096, not ${side}`);
    }
  }
  for (const [name, part] of Object.entries({ fill_width: fillWidth, fill_height: fillHeight })) {
    if (!(part >= 0.1 && part <= 1)) throw badPlate(`its ${name} is a number from 0.1 to 1, not ${part}`);
  }
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw badPlate(`its colour is written #RRGGBB, not ${colour}`);
  const below = base.below === null ? null : Math.min(base.below, 1 - fillHeight);
  // The sprite rules say nearest neighbour, whatever the picture is.
  const pixelArt = spec.pixel_art ?? (style === 'sprite' ? true : undefined);
  return { width, height, colour: rgbOf(colour), fillWidth, fillHeight, below, pixelArt };
}

function rgbOf(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function badPlate(rule: string) {
  return inputError({ code: 'BAD_PLATE', message: `This plate cannot be made: ${rule}.` });
}
