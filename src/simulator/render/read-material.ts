import { lengthsTaken, type LengthTaken } from '../billing/lengths-taken.ts';
import type { SimulatedJob } from '../job.ts';
import type { InputProblem } from '../models/check-input.ts';
import type { ClipLength, Material } from './call-of.ts';
import type { FetchedInput, Inputs } from './inputs.ts';
import type { RenderContext } from './work.ts';

interface Timed {
  kind: LengthTaken['kind'];
  field: string;
  seconds: number;
}

/** The files of a run, read, and what fal would say of their lengths. `first` is the first video, read already. */
export async function readMaterial(
  { model, input }: Pick<SimulatedJob, 'model' | 'input'>,
  { pictures, videos, sounds }: Inputs,
  first: { field: string; length: ClipLength } | null,
  start: { path: string } | null,
  { clips, pictures: renderer }: RenderContext,
): Promise<{ material: Material; problems: InputProblem[] }> {
  const others = await each(videos.slice(1), ({ path }) => clips.lengthOf(path));
  const heard = await each(sounds, ({ path }) => clips.readSound(path));
  const lengths = [...(first === null ? [] : [first]), ...others];
  const files: Timed[] = [
    ...lengths.map(({ field, length: { seconds } }) => ({ kind: 'video' as const, field, seconds })),
    ...heard.map(({ field, length: seconds }) => ({ kind: 'sound' as const, field, seconds })),
  ];
  return {
    material: {
      video: first?.length ?? null,
      videos: first === null ? null : lengths.map(({ length }) => length).reduce(together),
      sound: heard.length === 0 ? null : heard.reduce((sum, { length }) => sum + length, 0),
      pictures: await Promise.all(pictures.map(({ path }) => renderer.sizeOf(path))),
      start: start === null ? null : await renderer.sizeOf(start.path),
    },
    problems: lengthsTaken(model.endpoint_id, input).flatMap((taken) => notTaken(taken, files)),
  };
}

/** Files that no decoder takes have no length. */
async function each<L>(
  files: readonly FetchedInput[],
  read: (file: FetchedInput) => Promise<L | null>,
): Promise<{ field: string; length: L }[]> {
  const found = await Promise.all(
    files.map(async (file) => ({ field: file.field, length: await read(file) })),
  );
  return found.flatMap(({ field, length }) => (length === null ? [] : [{ field, length }]));
}

const together = (sum: ClipLength, other: ClipLength): ClipLength => ({
  seconds: sum.seconds + other.seconds,
  frames: sum.frames + other.frames,
});

/** In fal's words for both kinds (fal docs, model errors); the last file is the one that is too much. */
function notTaken({ kind, shortest, longest }: LengthTaken, files: readonly Timed[]): InputProblem[] {
  const own = files.filter((file) => file.kind === kind);
  const last = own.at(-1);
  if (last === undefined) return [];
  const seconds = own.reduce((sum, file) => sum + file.seconds, 0);
  if (seconds >= shortest && seconds <= longest) return [];
  const [name, type] = kind === 'video' ? ['Video', 'video'] : ['Audio', 'audio'];
  const tooLong = seconds > longest;
  return [
    {
      loc: ['body', last.field],
      msg: tooLong
        ? `${name} duration exceeds the maximum allowed of ${longest} seconds.`
        : `${name} duration is below the minimum required of ${shortest} seconds.`,
      type: `${type}_duration_too_${tooLong ? 'long' : 'short'}`,
      ctx: tooLong
        ? { max_duration: longest, provided_duration: seconds }
        : { min_duration: shortest, provided_duration: seconds },
    },
  ];
}
