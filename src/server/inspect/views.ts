import { join } from 'node:path';
import { inputError } from '../../errors.ts';
import type { ClipMeasures, Loop } from '../../media/measure-types.ts';
import type { VideoInfo } from '../../media/file-info.ts';
import type { Animation, FrameChoice, FramePicture, SpriteSheet } from '../../media/seeing-types.ts';
import type { Media } from '../../media/types.ts';
import { gridOf, removeFrames, makeStrip } from './frame-grid.ts';
import { type InspectedVideo, SIMULATED_MARK } from './inspected-video.ts';

/** What was made, with names inside its folder. */
export interface View {
  summary: string;
  data: ViewData;
  /** Shown in the answer. */
  pictures: string[];
  /** All files, the most useful first. */
  files: string[];
}

/** What one view or another has to say of the clip. */
interface ViewData {
  clip?: VideoInfo;
  sheet_seconds?: number[];
  measures?: Record<string, number | null | { value: number | null; note: string }>;
  loop?: Loop | null;
  frames?: (Omit<FramePicture, 'path' | 'bytes'> & { file: string })[];
  animation?: Omit<Animation, 'path'> & { file: string };
  sprites?: Omit<SpriteSheet, 'path'> & { file: string };
}

export interface ViewOptions extends FrameChoice {
  from?: number | undefined;
  to?: number | undefined;
  fps?: number | undefined;
  side?: number | undefined;
  columns?: number | undefined;
  format: 'gif' | 'webp';
  cell: 'canvas' | 'character';
  picture: string | null;
}

export interface ViewTask {
  media: Media;
  video: InspectedVideo;
  options: ViewOptions;
  folder: string;
}

export const VIEWS = ['overview', 'frames', 'animation', 'loop', 'sprites', 'first_last'] as const;
export type ViewName = (typeof VIEWS)[number];

export const makeView: Record<ViewName, (task: ViewTask) => Promise<View>> = {
  overview: makeOverview,
  frames: makeFrames,
  animation: makeAnimation,
  loop: makeLoop,
  sprites: makeSprites,
  first_last: makeFirstLast,
};

async function makeOverview(task: ViewTask): Promise<View> {
  const { media, video, options, folder } = task;
  const info = await media.probe(video.path);
  const { columns } = options;
  const layout = columns === undefined ? {} : { columns };
  const { times } = await media.contactSheet(video.path, join(folder, 'sheet.jpg'), layout);
  const measures = await measured(task);
  return {
    summary:
      `${info.width}x${info.height}, ${info.seconds} s, ${info.frames} frames at ${round(info.fps)} fps, ` +
      `${info.codec}, ${info.has_audio ? 'with sound' : 'no sound'}.${loopWords(measures)}`,
    data: { clip: info, sheet_seconds: times, ...measuredView(measures) },
    pictures: ['sheet.jpg'],
    files: ['sheet.jpg'],
  };
}

async function makeFrames({ media, video, options, folder }: ViewTask): Promise<View> {
  const { indices, seconds, count } = options;
  const none = indices === undefined && seconds === undefined && count === undefined;
  const choice = none ? { count: 8 } : { indices, seconds, count };
  const { frames } = await media.frames({ video: video.path, folder, ...choice });
  const names = frames.map(({ index }) => frameName(index));
  await gridOf(media, folder, frames);
  return {
    summary: `${frames.length} frame${frames.length === 1 ? '' : 's'}, exact, as PNG in full size.`,
    data: {
      frames: frames.map(({ index, seconds: at, width, height }) => ({
        file: frameName(index),
        index,
        seconds: at,
        width,
        height,
      })),
    },
    pictures: ['frames.jpg'],
    files: [...names, 'frames.jpg'],
  };
}

async function makeAnimation({ media, video, options, folder }: ViewTask): Promise<View> {
  const { from, to, fps, side, indices, format } = options;
  const name = `animation.${format}`;
  const output = join(folder, name);
  const made = await media.animate({ video: video.path, output, from, to, fps, side, indices });
  await makeStrip(media, video.path, folder, made.source_indices);
  const { path: _, ...facts } = made;
  return {
    summary: `${format === 'gif' ? 'GIF' : 'WebP'} of ${made.frames} frames, ${made.seconds} s at ${made.fps} fps, runs for ever.`,
    data: { animation: { file: name, ...facts } },
    pictures: ['frames.jpg'],
    files: [name, 'frames.jpg'],
  };
}

async function makeLoop(task: ViewTask): Promise<View> {
  const { media, video, options, folder } = task;
  const loop = await loopOf(task);
  const name = `loop.${options.format}`;
  const { path: _, ...facts } = await media.animate({
    video: video.path,
    output: join(folder, name),
    indices: loop.frames,
    duration: loop.seconds,
    side: options.side,
  });
  await makeStrip(media, video.path, folder, loop.frames);
  return {
    summary:
      `The best cycle goes from frame ${loop.first} to ${loop.repeat} (${round(loop.seconds)} s), seam ${round(loop.seam)} ` +
      `(0 is none). ${loop.frames.length} evenly spaced frames of it.`,
    data: { loop, animation: { file: name, ...facts } },
    pictures: ['frames.jpg'],
    files: [name, 'frames.jpg'],
  };
}

async function makeSprites(task: ViewTask): Promise<View> {
  const { media, video, options, folder } = task;
  const { cell, columns, side } = options;
  const sequence = await sequenceOf(task);
  const made = await media.spriteSheet({
    video: video.path,
    output: join(folder, 'sprites.png'),
    atlas: join(folder, 'sprites.json'),
    ...sequence,
    cell,
    columns,
    side,
    ...(video.simulated ? { mark: SIMULATED_MARK } : {}),
  });
  const small = join(folder, 'sprites-small.jpg');
  await media.shrinkPicture({ picture: made.path, output: small, side: 1568, maxBytes: 900_000 });
  const { path: _, atlas: __, ...facts } = made;
  return {
    summary:
      `${made.source_indices.length} sprites of ${made.cell.width}x${made.cell.height}, ${made.columns} across, ` +
      `with a JSON atlas.`,
    data: { sprites: { file: 'sprites.png', atlas: 'sprites.json', ...facts } },
    pictures: ['sprites-small.jpg'],
    files: ['sprites.png', 'sprites.json'],
  };
}

async function makeFirstLast({ media, video, options, folder }: ViewTask): Promise<View> {
  const { picture } = options;
  await media.firstLast({
    video: video.path,
    output: join(folder, 'first-last.jpg'),
    ...(picture === null ? {} : { picture }),
  });
  return {
    summary:
      picture === null
        ? 'First and last frame; give picture to see the input beside them.'
        : 'The input picture, the first and the last frame.',
    data: {},
    pictures: ['first-last.jpg'],
    files: ['first-last.jpg'],
  };
}

/** Which frames become sprites: those asked for, or those of the loop. */
async function sequenceOf(task: ViewTask) {
  const { media, video, options, folder } = task;
  const { indices, seconds, count } = options;
  if (indices !== undefined && seconds === undefined && count === undefined) return { indices };
  if (seconds !== undefined || count !== undefined) {
    const { frames } = await media.frames({ video: video.path, folder, indices, seconds, count });
    await removeFrames(frames);
    return { indices: frames.map(({ index }) => index) };
  }
  const loop = await loopOf(task);
  return { indices: loop.frames, duration: loop.seconds };
}

async function loopOf(task: ViewTask): Promise<Loop> {
  const { loop } = await measured(task);
  if (loop !== null) return loop;
  throw inputError({
    code: 'NO_LOOP',
    message: 'Nothing in this clip repeats, so it has no loop.',
    next: 'Look at the frames, and name those of one cycle yourself with indices.',
  });
}

/** Held against the picture that it was made from, where that is known. */
const measured = ({ media, video, options: { picture } }: ViewTask): Promise<ClipMeasures> =>
  media.measureClip(video.path, picture === null ? {} : { picture });

function measuredView(measures: ClipMeasures): Pick<ViewData, 'measures' | 'loop'> {
  const values = Object.entries(measures.measures).map(([name, { value, note }]) => [
    name,
    note === undefined ? round(value) : { value: round(value), note },
  ]);
  return { measures: Object.fromEntries(values), loop: measures.loop };
}

function loopWords({ loop }: ClipMeasures): string {
  return loop === null
    ? ' Nothing repeats.'
    : ` Best cycle: frames ${loop.first} to ${loop.repeat}, seam ${round(loop.seam)}.`;
}

const frameName = (index: number) => `frame-${String(index).padStart(4, '0')}.png`;

function round<Value extends number | null>(value: Value): Value {
  return (value === null ? null : Math.round(value * 10_000) / 10_000) as Value;
}
