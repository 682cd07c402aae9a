import type { Measured } from '../measure-types.ts';
import { type Appearance, appearanceOf, unlike } from './appearance.ts';
import { apart } from './compare.ts';
import type { Fittings } from './input-picture.ts';
import type { ClipView } from './observe.ts';
import type { Picture } from './picture.ts';
import { mean } from './statistics.ts';
import { findSubject } from './subject.ts';
import { cornersOf, zonesOf } from './zones.ts';

/** How differently the subject looks from the input picture's, on average; without a picture, from the first frame's. */
export function identityChange({ first, frames }: ClipView, input: Fittings | null): Measured {
  const wanted = lookOf(input?.whole ?? first);
  const seen = frames.flatMap(({ subject }) => (subject === null ? [] : [subject.appearance]));
  if (wanted === null || seen.length === 0) {
    const where = wanted === null && input !== null ? 'the input picture' : 'the clip';
    return {
      value: null,
      note: `No subject was found in ${where}: nothing stands out from one flat background.`,
    };
  }
  const value = mean(seen.map((appearance) => unlike(wanted, appearance)));
  const missing = frames.length - seen.length;
  const notes = [
    input === null ? 'Compared with the first frame, as no input picture was given.' : '',
    missing > 0 ? `In ${missing} of ${frames.length} frames no subject was found.` : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? { value } : { value, note: notes.join(' ') };
}

function lookOf(picture: Picture): Appearance | null {
  const subject = findSubject(picture, zonesOf(picture));
  return subject === null ? null : appearanceOf(picture, subject);
}

/** How much the first frame differs from the input picture, fitted in the way that comes nearest. */
export function firstFrameError({ first }: ClipView, input: Fittings | null): Measured {
  if (input === null) return { value: null, note: 'No input picture was given.' };
  const corners = cornersOf(first);
  const error = (picture: Picture) => apart(withoutCorners(first, corners), withoutCorners(picture, corners));
  const whole = error(input.whole);
  const other = Math.min(...input.others.map(error));
  return other < whole - CLEARLY
    ? { value: other, note: 'The model has cropped or stretched the picture.' }
    : { value: whole };
}

const CLEARLY = 0.01;

function withoutCorners(picture: Picture, corners: Uint8Array): Picture {
  return { ...picture, rgb: picture.rgb.map((value, at) => (corners[Math.floor(at / 3)] === 1 ? 0 : value)) };
}
