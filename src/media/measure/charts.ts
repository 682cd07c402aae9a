import type { ClipMeasures } from '../measure-types.ts';

type Series = ClipMeasures['series'];

const MOST_MOMENTS = 240;

/** The same charts with at most 240 moments, evenly chosen, the first and the last kept. */
export function thinned(series: Series): Series {
  const { length } = series.times;
  const count = Math.min(length, MOST_MOMENTS);
  const chosen = Array.from({ length: count }, (_, index) =>
    count < 2 ? 0 : Math.round((index * (length - 1)) / (count - 1)),
  );
  const pick = (values: readonly number[]) => chosen.map((index) => rounded(values[index] ?? 0));
  return {
    times: pick(series.times),
    motion: pick(series.motion),
    background: pick(series.background),
    brightness: pick(series.brightness),
    shift_x: pick(series.shift_x),
    shift_y: pick(series.shift_y),
    zoom: pick(series.zoom),
  };
}

const rounded = (value: number) => Math.round(value * 1e5) / 1e5;
