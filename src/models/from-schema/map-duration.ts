import type { ArgumentSchema } from '../arguments-of-schema.ts';
import type { DurationRule } from '../presets/duration-rule.ts';

type Properties = Record<string, ArgumentSchema>;

/** Names of the length. Under other names stand frames, milliseconds, or no one knows what. */
export const SECONDS_NAMES = [
  'duration',
  'duration_seconds',
  'duration_in_seconds',
  'video_duration',
  'seconds',
  'num_seconds',
];
export const FRAMES_NAMES = ['num_frames', 'number_of_frames'];
export const RATE_NAMES = ['frames_per_second', 'fps', 'frame_rate', 'export_fps'];

/**
 * How an endpoint takes the length of its clip, read from its schema: digits, digits with an `s`, numbers, or
 * frames. `null` where the schema leaves it open, so that a length is refused rather than misspelled.
 */
export function mapDuration(properties: Properties): DurationRule | null {
  const length = SECONDS_NAMES.find((name) => properties[name] !== undefined);
  if (length !== undefined) return inSeconds(length, properties[length] ?? {});
  const frames = FRAMES_NAMES.find((name) => properties[name] !== undefined);
  return frames === undefined ? null : inFrames(frames, properties);
}

type InSeconds = Extract<DurationRule, { also?: (string | number)[] }>;

function inSeconds(field: string, schema: ArgumentSchema): InSeconds | null {
  const { anyOf: ways, enum: values, type, default: standard } = schema;
  if (ways !== undefined) return inOneOf(field, ways, standard);
  if (values !== undefined) return listed(field, values);
  // A text without a list: only the default shows the spelling, and only the default is known to be taken.
  if (type === 'string') return listed(field, [standard]);
  if (type !== 'number' && type !== 'integer') return null;
  const base = { spelling: 'number', field, default_seconds: null } as const;
  const [from, to] = boundsOf(schema);
  if (to !== undefined) {
    const seconds = wholeNumbers(Math.max(1, from ?? 1), to, schema['multipleOf']);
    return seconds.length === 0 ? null : { ...base, seconds };
  }
  const usual = typeof standard === 'number' && standard > 0 ? standard : from;
  return usual === undefined || usual <= 0 ? null : { ...base, seconds: [usual], open: true };
}

/** Numbers or a word, such as `auto`: the first way that says lengths, and the words of the others. */
function inOneOf(field: string, ways: readonly ArgumentSchema[], standard: unknown): InSeconds | null {
  const rules = ways.map((way) => inSeconds(field, { default: standard, ...way }));
  const rule = rules.find((each) => each !== null) ?? null;
  const words = ways.flatMap(({ enum: values = [] }, index) => (rules[index] === null ? values : []));
  if (rule === null) return null;
  const also = [...(rule.also ?? []), ...words.filter(isWordOrNumber)];
  return also.length === 0 ? rule : { ...rule, also };
}

const isWordOrNumber = (value: unknown) => typeof value === 'string' || typeof value === 'number';

function listed(field: string, values: readonly unknown[]): InSeconds | null {
  const lengths = values.flatMap((value) => {
    const text = typeof value === 'number' ? String(value) : value;
    const found = typeof text === 'string' ? SPELLED.exec(text) : null;
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
  const also = values
    .filter(isWordOrNumber)
    .filter((value) => !SPELLED.test(String(value)) || Number.parseFloat(String(value)) === 0);
  return {
    spelling,
    field,
    seconds: lengths.map(({ seconds }) => seconds),
    default_seconds: null,
    ...(also.length === 0 ? {} : { also }),
  };
}

/** `5`, `2.5`, `5s`; not `05`, which would go out as `5`. */
const SPELLED = /^(0|[1-9]\d*(?:\.\d*[1-9])?)(s?)$/;

/** Frames need a rate: the endpoint's own argument for it, with a default. */
function inFrames(field: string, properties: Properties): DurationRule | null {
  const frames = properties[field] ?? {};
  const rates = RATE_NAMES.filter((name) => properties[name] !== undefined);
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
    field,
    fps,
    fps_field: rate,
    plus,
    default_seconds: null,
  } as const;
  const [from, to] = boundsOf(frames);
  if (from === undefined || to === undefined) {
    const usual = Math.round((standard - plus) / fps);
    return usual < 1 ? null : { ...rule, seconds: [usual], open: true };
  }
  const step = frames['multipleOf'];
  const seconds = wholeNumbers(Math.max(1, (from - plus) / fps), (to - plus) / fps).filter(
    (each) => typeof step !== 'number' || (Math.round(each * fps) + plus) % step === 0,
  );
  return seconds.length === 0 ? null : { ...rule, seconds };
}

/** The tighter of both kinds of bounds; of those that are excluded the next whole number, since lengths are counted in whole ones. */
function boundsOf(schema: ArgumentSchema): [number | undefined, number | undefined] {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema;
  const lowest = [minimum ?? [], typeof above === 'number' ? Math.floor(above) + 1 : []].flat();
  const highest = [maximum ?? [], typeof below === 'number' ? Math.ceil(below) - 1 : []].flat();
  return [
    lowest.length === 0 ? undefined : Math.max(...lowest),
    highest.length === 0 ? undefined : Math.min(...highest),
  ];
}

function wholeNumbers(from: number, to: number, step: unknown = 1): number[] {
  const first = Math.ceil(from);
  return Array.from({ length: Math.max(0, Math.floor(to) - first + 1) }, (_, index) => first + index).filter(
    (each) => typeof step !== 'number' || step < 1 || each % step === 0,
  );
}
