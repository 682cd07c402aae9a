import { isObject } from '../../util/json.ts';
import type { Arguments, ClipModel } from '../model-types.ts';
import { NAMED_SIZES } from '../named-sizes.ts';
import type { Size } from '../../util/size.ts';
import { valueOf } from './value-of.ts';

/**
 * The frame of a clip. A ratio that was asked is made; where none was, or `auto`, the frame follows the picture: by the
 * nearest of the model's own ratios, or exactly where it names none. As many pixels as at 16:9 in every shape
 * (read in bills and results of 2026: Seedance 480p 1:1 is 640 × 640, Wan 2.7 gave 974 × 946 at 720p).
 */
export function frameOf(model: ClipModel, args: Arguments, picture: Size | null): Size {
  const given = sizeIn(valueOf(model, args, 'video_size'));
  if (given !== null) return given;
  const wide = sizeAtResolution(model, valueOf(model, args, 'resolution'));
  const asked = ratioIn(valueOf(model, args, 'aspect_ratio'));
  if (asked !== null) return inShape(wide, asked, STEP);
  if (picture === null) return wide;
  const own = picture.width / picture.height;
  const ratios = (model.fields['aspect_ratio']?.allowed ?? []).map(ratioIn).filter((one) => one !== null);
  return ratios.length === 0
    ? inShape(wide, Math.min(LONGEST, Math.max(1 / LONGEST, own)), 2)
    : inShape(wide, nearest(ratios, own), STEP);
}

/** Models want sides that their blocks divide; encoders want even ones. */
const STEP = 16;
/** Pictures longer than that are cut (fal's own limit for Kling O1, types of @fal-ai/client 1.10.1: 0.40 to 2.50). */
const LONGEST = 2.5;

function sizeIn(value: unknown): Size | null {
  if (!isObject(value)) return NAMED_SIZES[String(value)] ?? null;
  const side = (length: unknown) => Math.min(4096, Math.max(16, 2 * Math.round((Number(length) || 512) / 2)));
  return { width: side(value['width']), height: side(value['height']) };
}

/** At 16:9: what the model's table says of this resolution, or what its name says. */
function sizeAtResolution(model: ClipModel, resolution: unknown): Size {
  const asked = String(resolution).toLowerCase();
  const known = Object.entries(model.sizes).find(([name]) => name.toLowerCase() === asked)?.[1];
  const [width, height] = known ?? named(asked) ?? Object.values(model.sizes)[0] ?? [1280, 720];
  return { width, height };
}

/** `580p`, `true_1080p`, `4k`, `768x512`. */
function named(resolution: string): readonly [number, number] | null {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(resolution)?.map(Number) ?? [];
  if (width !== undefined && height !== undefined)
    return [2 * Math.round(width / 2), 2 * Math.round(height / 2)];
  const lines = LINES[resolution] ?? Number(/(\d{3,4})p$/.exec(resolution)?.[1]);
  return lines > 0 ? [2 * Math.round((lines * 8) / 9), 2 * Math.round(lines / 2)] : null;
}

const LINES: Record<string, number> = { '2k': 1440, '4k': 2160 };

/** Across by up; `null` for `auto`, `adaptive` and all that is no ratio. */
function ratioIn(aspect: unknown): number | null {
  const [, across = 0, up = 0] = /^(\d{1,3}):(\d{1,3})$/.exec(String(aspect))?.map(Number) ?? [];
  return across > 0 && up > 0 ? across / up : null;
}

function inShape({ width, height }: Size, ratio: number, step: number): Size {
  if (Math.abs(width / height / ratio - 1) < SAME) return { width, height };
  if (Math.abs(height / width / ratio - 1) < SAME) return { width: height, height: width };
  const across = Math.sqrt(width * height * ratio);
  const side = (length: number) => Math.max(step, step * Math.floor(length / step));
  return { width: side(across), height: side(across / ratio) };
}

/** 864 × 496 is meant as 16:9. */
const SAME = 0.03;

const nearest = (ratios: readonly number[], own: number) =>
  ratios.reduce((best, one) => (far(one, own) < far(best, own) ? one : best));
const far = (a: number, b: number) => Math.abs(Math.log(a / b));
