import type { Observation } from './observe.ts';
import { type Picture, STEP } from './picture.ts';
import type { Similarity } from './similarity.ts';
import { cornersOf } from './zones.ts';

export interface BackgroundSeries {
  /** Whether it is the flat background around a subject; otherwise the outer edge of the frame stands for it. */
  flat: boolean;
  /** For each frame: brightness, 0 to 1. */
  brightness: number[];
  /** For each frame: how much it differs from the first one's, 0 to 1, flicker taken off. */
  change: number[];
}

/** Looks at what lies outside the subject. Without a subject: a tenth of the frame along each side, moved back as the camera went. */
export function watchBackground(frames: readonly Observation[]): BackgroundSeries {
  const flat = hasFlatBackground(frames);
  const [first] = frames;
  if (first === undefined) return { flat, brightness: [], change: [] };
  const corners = cornersOf(first.thumb);
  const edge = edgeOf(first.thumb);
  const places = frames.map(({ subject, thumb }) => {
    const place = flat && subject !== null ? outside(subject.place, thumb.width) : edge;
    return place.map((inside, pixel) => inside & (1 - (corners[pixel] ?? 0)));
  });
  const brightness = frames.map(({ thumb }, index) => meanBrightness(thumb, places[index]));
  const levels = levelsOf(brightness);
  const change = frames.map((frame, index) => {
    const place = (places[0] ?? edge).map((inside, pixel) => inside & (places[index]?.[pixel] ?? 0));
    const moved = flat || frame.camera.stretch !== first.camera.stretch ? null : frame.camera.transform;
    const now = moved === null ? frame.thumb : movedBack(frame.thumb, moved, place);
    return apartIn(place, first.thumb, levels[0] ?? 1, now, levels[index] ?? 1);
  });
  return { flat, brightness, change };
}

/** A subject before one colour, in all frames but a few. */
export function hasFlatBackground(frames: readonly Observation[]): boolean {
  return frames.filter(({ subject }) => subject !== null).length > 0.8 * frames.length;
}

/** For each frame: the part of its brightness that neither the frame before nor the one after has, 0 to 1. */
export function flickerOf(brightness: readonly number[]): number[] {
  return brightness.map((now, index) => {
    const [before, after] = [brightness[index - 1], brightness[index + 1]];
    if (before === undefined || after === undefined) return 0;
    return Math.abs(now - (before + after) / 2) / Math.max(0.02, before, now, after);
  });
}

/** The pictures in the brightness that their neighbours have on average. */
export function withoutFlicker(pictures: readonly Picture[], brightness: readonly number[]): Picture[] {
  const levels = levelsOf(brightness);
  return pictures.map((picture, index) => {
    const level = levels[index] ?? 1;
    if (Math.abs(level - 1) < 0.002) return picture;
    return { ...picture, rgb: picture.rgb.map((value) => Math.min(255, Math.round(value * level))) };
  });
}

/** What a frame's brightness is to be multiplied with, so that it does not flicker. */
const levelsOf = (brightness: readonly number[]) =>
  brightness.map((now, index) => steady(brightness, index) / Math.max(0.02, now));

/** Weights 1 2 1: what alternates from frame to frame is gone. */
function steady(brightness: readonly number[], index: number): number {
  const now = brightness[index] ?? 0;
  const [before, after] = [brightness[index - 1], brightness[index + 1]];
  return ((before ?? after ?? now) + 2 * now + (after ?? before ?? now)) / 4;
}

/** All but the subject and one pixel around it. */
function outside(subject: Uint8Array, width: number): Uint8Array {
  return subject.map((_, pixel) => {
    const rows = [pixel - width, pixel, pixel + width];
    return rows.some((at) => subject[at - 1] === 1 || subject[at] === 1 || subject[at + 1] === 1) ? 0 : 1;
  });
}

function edgeOf({ width, height }: Picture): Uint8Array {
  const [across, down] = [Math.ceil(width / 10), Math.ceil(height / 10)];
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x < across || x >= width - across || y < down || y >= height - down ? 1 : 0;
  });
}

function meanBrightness({ rgb }: Picture, place: Uint8Array | undefined): number {
  let [sum, pixels] = [0, 0];
  for (const [pixel, inside] of place?.entries() ?? []) {
    if (inside === 0) continue;
    const at = pixel * 3;
    sum += 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
    pixels += 1;
  }
  return pixels === 0 ? 0 : sum / pixels / 255;
}

/** The picture as it would be without the camera's move; `place` loses what has left the frame. */
function movedBack(picture: Picture, { a, b, u, v }: Similarity, place: Uint8Array): Picture {
  const { rgb, width, height } = picture;
  const back = new Uint8Array(rgb.length);
  for (const [pixel, inside] of place.entries()) {
    if (inside === 0) continue;
    const [x, y] = [(pixel % width) + 0.5, Math.floor(pixel / width) + 0.5];
    const fromX = a * x - b * y + u / STEP - 0.5;
    const fromY = b * x + a * y + v / STEP - 0.5;
    const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) {
      place[pixel] = 0;
      continue;
    }
    const [right, down] = [fromX - left, fromY - top];
    for (let channel = 0; channel < 3; channel++) {
      const at = (top * width + left) * 3 + channel;
      const upper = (rgb[at] ?? 0) * (1 - right) + (rgb[at + 3] ?? 0) * right;
      const under = at + width * 3;
      const lower = (rgb[under] ?? 0) * (1 - right) + (rgb[under + 3] ?? 0) * right;
      back[pixel * 3 + channel] = upper * (1 - down) + lower * down + 0.5;
    }
  }
  return { width, height, rgb: back };
}

function apartIn(place: Uint8Array, one: Picture, level: number, other: Picture, otherLevel: number): number {
  let [sum, samples] = [0, 0];
  for (const [pixel, inside] of place.entries()) {
    if (inside === 0) continue;
    for (let at = pixel * 3; at < pixel * 3 + 3; at++) {
      sum += Math.abs((one.rgb[at] ?? 0) * level - (other.rgb[at] ?? 0) * otherLevel);
    }
    samples += 3;
  }
  return samples === 0 ? 0 : sum / samples / 255;
}
