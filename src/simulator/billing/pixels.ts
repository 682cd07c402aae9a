import { NAMED_SIZES } from '../named-sizes.ts';
import type { Size } from '../../util/size.ts';
import { amount, type BilledCall, numberIn, hasVideo, must, noPrice, plain } from './call.ts';
import { rateOf } from './rates.ts';
import type { Count, Pixels, Rule, SizeRule } from './rule.ts';
import { billedSeconds } from './seconds.ts';

const BINARY = 1024 ** 2;

/**
 * Seedance: a token for every 1024 pixels of all frames. By fal's formula of 16:9, or, where bills have shown more, by the
 * clip's own shape and with one frame more.
 */
export function usdOfTokens(rule: Rule, call: BilledCall): number {
  const { draft, defaults = {}, fps = 24, frames_argument: by } = rule;
  const isDraft = draft !== undefined && call.args[draft.argument] === true;
  const resolution = isDraft ? draft.resolution : (call.args['resolution'] ?? defaults['resolution']);
  const seen: BilledCall = { ...call, args: { ...call.args, resolution } };
  const sizes = must(rule.sizes, 'sizes')[plain(resolution)] ?? noPrice(`the pixels of ${plain(resolution)}`);
  const asked = sizes.aspects[String(call.args['aspect_ratio'] ?? defaults['aspect_ratio'])];
  const own = asked ?? nearestTo(call.pictures[0], Object.values(sizes.aspects));
  const [width, height] = (rule.expect === 'bills' ? own : undefined) ?? sizes.page;
  const given = by === undefined ? undefined : call.args[by];
  const frames =
    given === undefined
      ? Math.ceil(billedSeconds(must(rule.seconds, 'seconds'), call) * fps - 1e-6)
      : numberIn(given, 'num_frames');
  const thousands =
    (width * height * (frames + (rule.expect === 'bills' ? (rule.extra_frames ?? 0) : 0))) / 1024 / 1000;
  const factor = hasVideo(call) ? (rule.video_factor ?? 1) : 1;
  return thousands * rateOf(rule, must(rule.usd_per_1k_tokens, 'usd_per_1k_tokens'), seen) * factor;
}

/** The clip follows its picture. */
function nearestTo(picture: Size | undefined, sizes: readonly Pixels[]): Pixels | undefined {
  if (picture === undefined) return undefined;
  const far = ([width, height]: Pixels) =>
    Math.abs(Math.log(width / height / (picture.width / picture.height)));
  return sizes.toSorted((a, b) => far(a) - far(b))[0];
}

export const usdOfMegapixelFrames = (rule: Rule, call: BilledCall) => {
  const { argument = '', default: standard } = rule.frames ?? {};
  const { width, height } = sizeOf(must(rule.size, 'size'), call);
  const frames = numberIn(call.args[argument] ?? standard, argument);
  return must(rule.usd_per_mp, 'usd_per_mp') * started(width * height * frames, 1_000_000);
};

export const usdPerMegapixel = (rule: Rule, call: BilledCall) =>
  Number(rule.rate) * pictures(rule.images, call) * megapixels(sizeOf(must(rule.size, 'size'), call));

export const firstAndExtra = (rule: Rule, call: BilledCall) => {
  const further = megapixels(sizeOf(must(rule.size, 'size'), call)) - 1;
  const input = call.pictures.reduce((sum, picture) => sum + megapixels(picture), 0);
  const each =
    must(rule.first_output_mp, 'first_output_mp') + (further + input) * must(rule.extra_mp, 'extra_mp');
  return each * pictures(rule.images, call);
};

/** The price of the smallest area that it fits in. */
export function byArea(rule: Rule, call: BilledCall): number {
  const areas = must(rule.areas, 'areas');
  const given = call.args[must(rule.size_argument, 'size_argument')];
  const { width, height } = custom(given) ?? call.made ?? { width: 1, height: 1 };
  const area = areas.find(({ up_to: [across, up] }) => width * height <= across * up);
  return (area ?? noPrice('larger than any area that has a price')).usd;
}

/** How many pictures come out: where a model may make several at once, one. */
export const pictures = (rule: Count | undefined, { args }: BilledCall) =>
  rule === undefined ? 1 : numberIn(args[rule.argument] ?? rule.default, rule.argument);

function sizeOf({ argument, default: standard, as_input }: SizeRule, call: BilledCall): Size {
  const given = call.args[argument] ?? standard;
  const [input] = call.pictures;
  const left = as_input === true ? (input ?? call.made) : (call.made ?? input);
  return (
    custom(given) ??
    NAMED_SIZES[typeof given === 'string' ? given : ''] ??
    left ?? { width: 1280, height: 720 }
  );
}

function custom(value: unknown): Size | null {
  if (typeof value !== 'object' || value === null) return null;
  const side = (name: string) => amount((value as Record<string, unknown>)[name] ?? 512);
  const [width, height] = [side('width'), side('height')];
  return width === null || height === null ? null : { width, height };
}

const megapixels = ({ width, height }: Size) => started(width * height, BINARY);
const started = (pixels: number, each: number) => Math.ceil(pixels / each);
