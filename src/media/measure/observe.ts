import type { Size } from '../../util/size.ts';
import type { VideoInfo } from '../types.ts';
import type { VideoReader } from '../read/video-reader.ts';
import { type Appearance, appearanceOf } from './appearance.ts';
import { CameraPath, type CameraStep } from './camera-path.ts';
import { measuredSize, type Picture, STEP, thumbnail } from './picture.ts';
import { type Field, pyramid } from './pyramid.ts';
import { readPictures } from './read-pictures.ts';
import { sharpnessOf, sharpnessSize } from './sharpness.ts';
import { findSubject, type Subject } from './subject.ts';
import { zonesOf } from './zones.ts';

/** What is kept of a frame: some twenty kilobytes, so that a long clip fits into memory. */
export interface Observation {
  seconds: number;
  thumb: Picture;
  subject: SeenSubject | null;
  /** The largest change of any block of 16 × 16 pixels since the frame before, in steps of 255. */
  change: number;
  camera: CameraStep;
}

export interface SeenSubject extends Omit<Subject, 'mask'> {
  appearance: Appearance;
  /** 1 for each pixel of the thumbnail that shows some of the subject. */
  place: Uint8Array;
}

export interface ClipView {
  /** The size that `camera` counts in. */
  size: Size;
  first: Picture;
  frames: Observation[];
  sharpness: number[];
}

/** Frames that are kept, and pixels that are decoded, at most: half a minute at 30 frames per second, ten seconds of 4K. */
const MOST_FRAMES = 900;
const MOST_PIXELS = 300 * 3840 * 2160;

export const framesMeasured = ({ frames, width, height }: VideoInfo): number =>
  Math.min(frames, MOST_FRAMES, Math.max(2, Math.floor(MOST_PIXELS / (width * height))));

const SHARPNESS_FRAMES = 8;

/** Reads a clip once, from the start, and keeps what the measures are made from. `null` where nothing can be decoded. */
export function observe(reader: VideoReader, info: VideoInfo): ClipView | null {
  const size = measuredSize(info);
  const zones = zonesOf(size);
  const most = framesMeasured(info);
  const sharpnessEvery = Math.max(1, Math.floor(most / SHARPNESS_FRAMES));
  const path = new CameraPath(zones.corners);
  const frames: Observation[] = [];
  const sharpness: number[] = [];
  let first: Picture | undefined;
  let before: Field | undefined;
  for (const { seconds, picture, inSize } of readPictures(reader, size)) {
    first ??= picture;
    const subject = findSubject(picture, zones);
    const levels = pyramid(picture);
    const [grey] = levels;
    frames.push({
      seconds,
      thumb: thumbnail(picture),
      subject: subject === null ? null : seen(picture, subject),
      change: grey === undefined || before === undefined ? 0 : largestChange(before, grey),
      camera: path.add(levels),
    });
    if ((frames.length - 1) % sharpnessEvery === 0) sharpness.push(sharpnessOf(inSize(sharpnessSize(info))));
    before = grey;
    if (frames.length >= most) break;
  }
  return first === undefined ? null : { size, first, frames, sharpness };
}

function seen(picture: Picture, subject: Subject): SeenSubject {
  const { mask, ...rest } = subject;
  const across = picture.width / STEP;
  const place = new Uint8Array(mask.length / STEP ** 2);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0) continue;
    const [x, y] = [pixel % picture.width, Math.floor(pixel / picture.width)];
    place[Math.floor(y / STEP) * across + Math.floor(x / STEP)] = 1;
  }
  return { ...rest, appearance: appearanceOf(picture, subject), place };
}

const BLOCK = 16;

function largestChange(before: Field, now: Field): number {
  const { width, height } = now;
  let largest = 0;
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) {
      const [right, bottom] = [Math.min(width, left + BLOCK), Math.min(height, top + BLOCK)];
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left, at = y * width + left; x < right; x++, at++) {
          sum += Math.abs((now.values[at] ?? 0) - (before.values[at] ?? 0));
        }
      }
      largest = Math.max(largest, sum / ((right - left) * (bottom - top)));
    }
  }
  return largest;
}
