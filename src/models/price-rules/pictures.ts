import type { Size } from '../../util/size.ts';
import { z } from 'zod';
import { type Fraction, divide, fraction, roundUp } from '../../util/fraction.ts';
import { type Call, notPriced } from './price-rule.ts';
import { between, exactly, type Span } from './span.ts';
import { asText, readCount } from './values.ts';

/** How many pictures come out: `argument` runs, each of one picture or up to `up_to` of them. */
export const countSchema = z.strictObject({
  argument: z.string(),
  default: z.int().positive(),
  up_to: z.string().exactOptional(),
});

export function countOf(
  { argument, default: standard, up_to }: z.output<typeof countSchema>,
  { args }: Call,
): Span {
  const read = (name: string, absent: number) =>
    readCount(args[name] ?? absent) ?? notPriced(`${name} ${asText(args[name])} is not a number of pictures`);
  const runs = read(argument, standard);
  return up_to === undefined ? exactly(runs) : between(runs, runs * read(up_to, 1));
}

/** Where the size of what comes out is said; `default` null: fal prints none. */
export const sizeSchema = z.strictObject({
  argument: z.string(),
  default: z.string().nullable(),
  /** Without the argument the result is as large as the input picture. */
  as_input: z.literal(true).exactOptional(),
});

/** The size of the result; not priced where the model chooses it. */
export function sizeOf(rule: z.output<typeof sizeSchema>, { args, known }: Call): Size {
  const { argument } = rule;
  const given = args[argument] ?? rule.default;
  if (given === null && rule.as_input === true) {
    return known.images?.[0] ?? notPriced('the size follows the input picture, which is not known');
  }
  if (given === null) return notPriced(`${argument} is not given and its default is not printed`);
  if (typeof given === 'string') {
    return (
      NAMED_SIZES.get(given) ??
      notPriced(`${argument} ${asText(given)}: its pixels are not known beforehand; another size settles it`)
    );
  }
  return readSize(given) ?? notPriced(`${argument} is not a size`);
}

/** `{"width": 1280, "height": 720}`; a side that is not given is 512, as in fal's own toolkit. */
export function readSize(value: unknown): Size | null {
  if (typeof value !== 'object' || value === null) return null;
  const width = readCount('width' in value ? value.width : 512);
  const height = readCount('height' in value ? value.height : 512);
  return width === null || height === null ? null : { width, height };
}

/** Megapixels, started ones whole. */
export const megapixels = ({ width, height }: Size, pixels: number, frames = 1): Fraction =>
  roundUp(divide(fraction(width * height * frames), fraction(pixels)));

/** IMAGE_SIZE_PRESETS of fal's own toolkit (github.com/fal-ai/fal, toolkit/image/image.py). */
const NAMED_SIZES = new Map<string, Size>([
  ['square_hd', { width: 1024, height: 1024 }],
  ['square', { width: 512, height: 512 }],
  ['portrait_4_3', { width: 768, height: 1024 }],
  ['portrait_16_9', { width: 576, height: 1024 }],
  ['landscape_4_3', { width: 1024, height: 768 }],
  ['landscape_16_9', { width: 1024, height: 576 }],
]);
