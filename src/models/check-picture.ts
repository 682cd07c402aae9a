import { z } from 'zod';

/** What fal says, in prose, a picture or clip in a role must be like. Sides in pixels, aspect as width / height. */
export const fileLimits = z.strictObject({
  max_bytes: z.int().positive().exactOptional(),
  min_side: z.int().positive().exactOptional(),
  max_side: z.int().positive().exactOptional(),
  max_pixels: z.int().positive().exactOptional(),
  min_aspect: z.number().positive().exactOptional(),
  max_aspect: z.number().positive().exactOptional(),
  formats: z.array(z.string()).min(1).exactOptional(),
  alpha: z.literal(false).exactOptional(),
  min_seconds: z.number().positive().exactOptional(),
  max_seconds: z.number().positive().exactOptional(),
});
export type FileLimits = z.output<typeof fileLimits>;

/** As much as is known of a file before its upload. What is not known is not judged. */
export interface FileFacts {
  bytes?: number;
  width?: number;
  height?: number;
  /** `png`, `jpeg`, `webp`, `mp4` … */
  format?: string;
  has_alpha?: boolean;
  seconds?: number;
}

/** Each way in which a file breaks the limits, as the end of a sentence; empty when it may be sent. */
export function checkPicture(limits: FileLimits, file: FileFacts): string[] {
  const { bytes, width, height, seconds } = file;
  const sides = [width, height].filter((side) => side !== undefined);
  const both = width !== undefined && height !== undefined && height > 0 ? { width, height } : undefined;
  const aspect = both && both.width / both.height;
  const pixels = both && both.width * both.height;
  return [
    ...above(bytes, limits.max_bytes, (value) => `${megabytes(value)} MB`),
    ...below(least(sides), limits.min_side, (value) => `${value} px on its shorter side`),
    ...above(most(sides), limits.max_side, (value) => `${value} px on its longer side`),
    ...above(pixels, limits.max_pixels, (value) => `${value / 1e6} megapixels`),
    ...below(aspect, limits.min_aspect, (value) => `${round(value)} wide for its height`),
    ...above(aspect, limits.max_aspect, (value) => `${round(value)} wide for its height`),
    ...below(seconds, limits.min_seconds, (value) => `${round(value)} s long`),
    ...above(seconds, limits.max_seconds, (value) => `${round(value)} s long`),
    ...formatProblem(limits.formats, file.format),
    ...(limits.alpha === false && file.has_alpha === true ? ['has transparency, which is not taken'] : []),
  ];
}

type Say = (value: number) => string;

function above(value: number | undefined, limit: number | undefined, say: Say): string[] {
  if (value === undefined || limit === undefined || value <= limit) return [];
  return [`is ${say(value)}, at most ${say(limit)}`];
}

function below(value: number | undefined, limit: number | undefined, say: Say): string[] {
  if (value === undefined || limit === undefined || value >= limit) return [];
  return [`is ${say(value)}, at least ${say(limit)}`];
}

function formatProblem(formats: readonly string[] | undefined, format: string | undefined): string[] {
  if (formats === undefined || format === undefined || formats.includes(plain(format))) return [];
  return [`is ${format}; taken: ${formats.join(', ')}`];
}

/** `image/jpg`, `JPG` and `jpeg` are one format. */
function plain(format: string): string {
  const word = format.toLowerCase().replace(/^(image|video|audio)\//, '');
  return { jpg: 'jpeg', quicktime: 'mov' }[word] ?? word;
}

const least = (sides: readonly number[]) => (sides.length === 0 ? undefined : Math.min(...sides));
const most = (sides: readonly number[]) => (sides.length === 0 ? undefined : Math.max(...sides));
const round = (value: number) => Math.round(value * 100) / 100;
const megabytes = (bytes: number) => round(bytes / 1e6);
