import type { CallFacts } from '../../models/price-rules/index.ts';
import type { ReadInput } from './read-input.ts';

/** What the price of a call may depend on besides its arguments. A kind counts only where every file of it was read. */
export function callFacts(inputs: readonly ReadInput[], now: Date): CallFacts {
  const videos = allOfKind(inputs, ['video'], 'video');
  const sounds = allOfKind(inputs, ['audio'], 'sound');
  const images = allOfKind(inputs, ['first_frame', 'last_frame', 'reference'], 'picture');
  const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);
  return {
    today: now.toISOString().slice(0, 10),
    ...(videos === null
      ? {}
      : {
          video_seconds: total(videos.map(({ seconds }) => seconds)),
          video_frames: total(videos.map(({ frames }) => frames)),
        }),
    ...(sounds === null ? {} : { audio_seconds: total(sounds.map(({ seconds }) => seconds)) }),
    ...(images === null ? {} : { images: images.map(({ width, height }) => ({ width, height })) }),
  };
}

type Info = NonNullable<ReadInput['info']>;

/** `null` where there is none, or where one is a URL that nobody has opened. */
function allOfKind<Kind extends Info['kind']>(
  inputs: readonly ReadInput[],
  roles: readonly string[],
  kind: Kind,
): Extract<Info, { kind: Kind }>[] | null {
  const own = inputs.filter(({ record }) => roles.includes(record.role));
  const infos = own.map(({ info }) => info).filter((info) => info?.kind === kind);
  return own.length === 0 || infos.length < own.length ? null : (infos as Extract<Info, { kind: Kind }>[]);
}
