import sharp from 'sharp';
import { inputError } from '../../errors.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { badFrames, checkIndices } from '../read/choose-frames.ts';
import type { FrameTable } from '../read/frame-table.ts';
import { indexAt, secondsAt } from '../read/pick-frames.ts';
import { readWhole } from '../read/probe.ts';
import type { Animation, AnimationSpec } from '../seeing-types.ts';
import { readStills, type Still } from '../read/stills.ts';
import { notAVideo, VideoReader } from '../read/video-reader.ts';

const USUAL_SIDE = 480;
const MOST_FRAMES = 300;

/** One showing of a frame: which one, and until when, in seconds from the start. */
interface Showing {
  index: number;
  until: number;
}

/** Writes a GIF or WebP that runs for ever, without dithering: flat colours stay flat. */
export async function animate(spec: AnimationSpec): Promise<Animation> {
  const { video, output, side = USUAL_SIDE } = spec;
  const format = formatOf(output);
  if (!Number.isInteger(side) || side < 16 || side > 2048) {
    throw badFrames(`The side of an animation is 16 to 2048 pixels, not ${side}`);
  }
  return VideoReader.use(video, async (reader) => {
    const table = readWhole(reader);
    const showings = showingsOf(reader, table, spec, format);
    const stills = new Map<number, Still>();
    const indices = new Set(showings.map(({ index }) => index));
    for (const still of readStills(reader, table, indices, { side })) stills.set(still.index, still);
    const shown = showings.map(({ index }) => {
      const still = stills.get(index);
      if (still === undefined) throw notAVideo(video, `its frame ${index} cannot be decoded`);
      return still;
    });
    const delays = delaysOf(showings, TICK_MS[format]);
    const data = await encode(shown, delays, format);
    await writeAtomic(output, data);
    const seconds = delays.reduce((sum, delay) => sum + delay, 0) / 1000;
    return {
      path: output,
      bytes: data.length,
      width: shown[0]?.width ?? 0,
      height: shown[0]?.height ?? 0,
      frames: shown.length,
      seconds,
      fps: Math.round((shown.length / seconds) * 100) / 100,
      source_indices: showings.map(({ index }) => index),
    };
  });
}

type Format = 'gif' | 'webp';

/** A GIF counts in hundredths, WebP in thousandths of a second. */
const TICK_MS: Record<Format, number> = { gif: 10, webp: 1 };
/** Browsers slow a GIF down that is faster than 50 frames a second; a longer one grows large at any speed. */
function usualFps(format: Format, seconds: number): number {
  if (format === 'webp') return 30;
  return seconds > 3 ? 12.5 : 25;
}

function formatOf(output: string): Format {
  if (/\.gif$/i.test(output)) return 'gif';
  if (/\.webp$/i.test(output)) return 'webp';
  throw inputError({
    code: 'BAD_ANIMATION',
    message: `An animation is a .gif or a .webp file, not ${output}.`,
  });
}

function showingsOf(reader: VideoReader, table: FrameTable, spec: AnimationSpec, format: Format): Showing[] {
  const showings =
    spec.indices === undefined ? rangeOf(reader, table, spec, format) : sequenceOf(reader, table, spec);
  if (showings.length <= MOST_FRAMES) return showings;
  throw badFrames(
    `An animation has at most ${MOST_FRAMES} frames, not ${showings.length}: choose a shorter range or a lower fps`,
  );
}

/** The clip from one second to another, looked at `fps` times a second: right for a changing frame rate as well. */
function rangeOf(
  reader: VideoReader,
  table: FrameTable,
  { from = 0, to, fps }: AnimationSpec,
  format: Format,
): Showing[] {
  const end = Math.min(to ?? table.span, table.span);
  if (!(from >= 0 && from < end)) {
    throw badFrames(
      `There is nothing from second ${from} to ${end}: the clip lasts ${table.span.toFixed(3)} seconds`,
    );
  }
  const own = table.span > 0 ? table.shown.length / table.span : 1;
  const rate = Math.min(fps ?? Math.min(own, usualFps(format, end - from)), 50);
  if (!(rate >= 0.5)) throw badFrames(`fps is a number from 0.5 to 50, not ${fps}`);
  const count = Math.max(1, Math.round((end - from) * rate));
  return Array.from({ length: count }, (_, step) => ({
    // Half a frame in: away from the borders, where rounding decides.
    index: indexAt(reader, table, from + ((step + 0.5) * (end - from)) / count),
    until: ((step + 1) * (end - from)) / count,
  }));
}

/** Named frames, evenly over `duration`, or each as long as until the next one in the clip. */
function sequenceOf(
  reader: VideoReader,
  table: FrameTable,
  { indices = [], duration }: AnimationSpec,
): Showing[] {
  if (indices.length === 0) throw badFrames('No frame was named');
  checkIndices(table, indices);
  const total = duration ?? durationOf(reader, table, indices);
  if (!(total > 0 && total <= 600)) throw badFrames(`An animation lasts up to 600 seconds, not ${total}`);
  return indices.map((index, at) => ({ index, until: ((at + 1) * total) / indices.length }));
}

/** How long frames last in the clip, the last one as long as those before it. */
export function durationOf(reader: VideoReader, table: FrameTable, indices: readonly number[]): number {
  const [first = 0] = indices;
  const last = indices.at(-1) ?? first;
  const between = secondsAt(reader, table, last) - secondsAt(reader, table, first);
  const single = table.span / table.shown.length;
  if (indices.length < 2 || between <= 0) return Math.max(single, 0.04) * indices.length;
  return (between * indices.length) / (indices.length - 1);
}

/** Whole ticks whose sum stays true: 24 frames a second become 4, 4, 5, 4 … hundredths. */
function delaysOf(showings: readonly Showing[], tick: number): number[] {
  let before = 0;
  return showings.map(({ until }) => {
    // Browsers take less than two hundredths for a mistake.
    const end = Math.max(Math.round((until * 1000) / tick), before + Math.ceil(20 / tick));
    const delay = (end - before) * tick;
    before = end;
    return delay;
  });
}

async function encode(frames: readonly Still[], delay: number[], format: Format): Promise<Buffer> {
  const [{ width, height } = { width: 0, height: 0 }] = frames;
  const strip = Buffer.concat(frames.map(({ data }) => data));
  const picture = sharp(strip, {
    raw: { width, height: height * frames.length, channels: 3, pageHeight: height },
    limitInputPixels: false,
  });
  return format === 'gif'
    ? // No dithering; one palette for as long as it fits, so that flat colours neither speckle nor flicker.
      await picture.gif({ delay, loop: 0, dither: 0, effort: 3, interPaletteMaxError: 8 }).toBuffer()
    : await picture.webp({ delay, loop: 0, quality: 88, smartSubsample: true, effort: 3 }).toBuffer();
}
