import { inputError } from '../../errors.ts';
import type { FrameTable } from './frame-table.ts';
import { evenlySpaced, indexAt, secondsAt } from './pick-frames.ts';
import type { FrameChoice } from '../seeing-types.ts';
import type { VideoReader } from './video-reader.ts';

/** More full frames than this fill a disk rather than an eye. */
const MOST_FRAMES = 240;

/** The indices that a choice means, in the order asked, each once. Input errors name what the clip has. */
export function chooseFrames(reader: VideoReader, table: FrameTable, choice: FrameChoice): number[] {
  const { indices, seconds, count } = choice;
  const given = [indices, seconds, count].filter((one) => one !== undefined).length;
  if (given !== 1) throw badFrames('Frames are chosen by indices, by seconds or by count: give one of them');
  const chosen =
    count !== undefined
      ? evenlySpaced(table.shown.length, whole(count, 'count'))
      : (indices ?? secondsToIndices(reader, table, seconds ?? []));
  if (chosen.length === 0) throw badFrames('No frame was named');
  if (chosen.length > MOST_FRAMES)
    throw badFrames(`At most ${MOST_FRAMES} frames are taken at once, not ${chosen.length}`);
  return [...new Set(checkIndices(table, chosen))];
}

/** Frames count from 0, and from the end: -1 is the last one. */
export function checkIndices({ shown }: FrameTable, indices: readonly number[]): readonly number[] {
  const { length } = shown;
  const wrong = indices.find((index) => !Number.isInteger(index) || index < -length || index >= length);
  if (wrong !== undefined) {
    throw badFrames(
      `There is no frame ${wrong}: the clip has ${length}, from 0 to ${length - 1} or, from the end, -1 to -${length}`,
    );
  }
  return indices.map((index) => (index < 0 ? length + index : index));
}

function secondsToIndices(reader: VideoReader, table: FrameTable, seconds: readonly number[]): number[] {
  const end = Math.max(table.span, secondsAt(reader, table, table.shown.length - 1));
  return seconds.map((second) => {
    if (second >= 0 && second <= end + 0.0005) return indexAt(reader, table, second);
    throw badFrames(`There is no second ${second}: the clip lasts ${Math.round(end * 1000) / 1000} seconds`);
  });
}

function whole(value: number, name: string): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw badFrames(`${name} is a whole number of 1 or more, not ${value}`);
}

export function badFrames(message: string) {
  return inputError({ code: 'BAD_FRAMES', message: `${message}.` });
}
