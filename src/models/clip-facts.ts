import type { ModelDetail } from './types.ts';

/** What a clip will be like by its arguments; `null` where neither arguments nor the model's documents say it. */
export interface ClipFacts {
  seconds: number | null;
  resolution: string | null;
  aspect_ratio: string | null;
  audio: boolean | null;
}

export function clipFacts(model: ModelDetail, args: Readonly<Record<string, unknown>>): ClipFacts {
  const valueOf = (name: string | undefined): unknown =>
    name === undefined
      ? undefined
      : (args[name] ?? model.arguments.find((each) => each.name === name)?.default);
  const textOf = (word: string) => {
    const value = valueOf(model.words[word]);
    return typeof value === 'string' ? value : null;
  };
  const switched = valueOf(model.words['audio']);
  return {
    seconds: secondsBy(valueOf) ?? (model.durations?.length === 1 ? (model.durations[0] ?? null) : null),
    resolution: textOf('resolution'),
    aspect_ratio: textOf('aspect_ratio'),
    audio:
      typeof switched === 'boolean'
        ? switched
        : model.audio && model.words['audio'] === undefined
          ? true
          : null,
  };
}

function secondsBy(valueOf: (name: string) => unknown): number | null {
  const length = Number.parseFloat(String(valueOf('duration')));
  if (length > 0) return length;
  const frames = Number(valueOf('num_frames'));
  const rate = Number(valueOf('frames_per_second') ?? valueOf('fps') ?? valueOf('frame_rate'));
  if (!(frames > 0) || !(rate > 0)) return null;
  // 81 frames at 16 a second: five seconds, and the first frame counts.
  return (frames % rate === 1 ? frames - 1 : frames) / rate;
}
