import type { ArgumentSchema } from './arguments-of-schema.ts';
import type { DurationRule } from '../presets/duration-rule.ts';

/**
 * How an endpoint takes the length of its clip, read from its schema: digits, digits with an `s`, numbers, or
 * frames. `null` where the schema leaves it open, so that a length is refused rather than misspelled.
 */
export function mapDuration(properties: Record<string, ArgumentSchema>): DurationRule | null {
  const { duration, num_frames: frames } = properties;
  if (duration !== undefined) return inSeconds(duration);
  return frames === undefined ? null : inFrames(frames, properties);
}

function inSeconds(schema: ArgumentSchema): DurationRule | null {
  if (schema.enum !== undefined) return listed(schema.enum);
  // A text without a list: only the default shows the spelling, and only the default is known to be taken.
  if (schema.type === 'string') return listed([schema.default]);
  if (schema.type !== 'number' && schema.type !== 'integer') return null;
  const { minimum, maximum } = schema;
  const base = { spelling: 'number', field: 'duration', default_seconds: null } as const;
  if (minimum !== undefined && maximum !== undefined) {
    return { ...base, seconds: wholeSeconds(Math.max(1, minimum), maximum) };
  }
  const standard = schema.default;
  return { ...base, seconds: typeof standard === 'number' && standard > 0 ? [standard] : [], open: true };
}

function listed(values: readonly unknown[]): DurationRule | null {
  const lengths = values.flatMap((value) => {
    const text = typeof value === 'number' ? String(value) : value;
    const found = typeof text === 'string' ? /^(\d+)(s?)$/.exec(text) : null;
    if (found === null || Number(found[1]) === 0) return [];
    const spelling =
      typeof value === 'number'
        ? ('number' as const)
        : found[2] === 's'
          ? ('digits-s' as const)
          : ('digits' as const);
    return [{ seconds: Number(found[1]), spelling }];
  });
  const spelling = lengths[0]?.spelling;
  if (spelling === undefined || lengths.some((length) => length.spelling !== spelling)) return null;
  const also = values.filter(
    (value): value is string | number =>
      (typeof value === 'string' && !/^\d+s?$/.test(value)) || value === 0 || value === '0',
  );
  return {
    spelling,
    field: 'duration',
    seconds: lengths.map(({ seconds }) => seconds),
    default_seconds: null,
    ...(also.length === 0 ? {} : { also }),
  };
}

const RATES = ['frames_per_second', 'fps', 'frame_rate'];

/** Frames need a rate: the endpoint's own argument for it, with a default. */
function inFrames(frames: ArgumentSchema, properties: Record<string, ArgumentSchema>): DurationRule | null {
  const rates = RATES.filter((name) => properties[name] !== undefined);
  const [rate] = rates;
  const fps = rate === undefined ? undefined : properties[rate]?.default;
  if (rate === undefined || rates.length > 1 || typeof fps !== 'number' || !(fps > 0)) return null;
  if (frames.enum !== undefined || (frames.type !== 'number' && frames.type !== 'integer')) return null;
  const standard = frames.default;
  if (typeof standard !== 'number') return null;
  // 81 frames at 16 a second: five seconds, and the first frame counts.
  const plus = standard % fps === 1 ? 1 : 0;
  const rule = {
    spelling: 'frames',
    field: 'num_frames',
    fps,
    fps_field: rate,
    plus,
    default_seconds: null,
  } as const;
  const { minimum, maximum } = frames;
  if (minimum === undefined || maximum === undefined) {
    return { ...rule, seconds: [Math.round((standard - plus) / fps)], open: true };
  }
  const seconds = wholeSeconds(
    Math.max(1, Math.ceil((minimum - plus) / fps)),
    Math.floor((maximum - plus) / fps),
  );
  return seconds.length === 0 ? null : { ...rule, seconds };
}

function wholeSeconds(from: number, to: number): number[] {
  const first = Math.ceil(from);
  return Array.from({ length: Math.max(0, Math.floor(to) - first + 1) }, (_, index) => first + index);
}
