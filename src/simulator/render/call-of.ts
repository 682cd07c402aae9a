import type { BilledCall } from '../billing/call.ts';
import type { SimulatedJob } from '../job.ts';
import { lengthsOf, measure, type Take } from '../models/measure.ts';
import { measurePictures, type PictureTake } from '../models/measure-pictures.ts';
import type { ClipModel, PictureModel } from '../model-types.ts';
import type { Size } from '../../util/size.ts';

export type ClipLength = NonNullable<BilledCall['video']>;

/** The files of a run, read: as far as what comes out of it, and its bill, depend on them. */
export interface Material {
  /** The first video; `null` without one. */
  video: ClipLength | null;
  /** All videos together. */
  videos: ClipLength | null;
  /** Seconds of all sounds together. */
  sound: number | null;
  pictures: readonly Size[];
  /** Of the picture, or the frame of the video, that the clip starts from. */
  start: Size | null;
}

type Asked = Pick<SimulatedJob, 'input' | 'acceptedAt'>;

/** What a run makes, and what its bill depends on. */
export function clipCall(model: ClipModel, job: Asked, material: Material): { take: Take; call: BilledCall } {
  const { video, sound, start } = material;
  const take = measure(model, job.input, { video, sound: sound !== null, picture: start });
  return { take, call: { ...given(job, material, take), ...lengthsOf(model, job.input, video) } };
}

export function pictureCall(
  model: PictureModel,
  job: Asked,
  material: Material,
): { take: PictureTake; call: BilledCall } {
  const take = measurePictures(model, job.input, material.pictures);
  const call = { ...given(job, material, take), usual: take.count, longer: 0, asked: take.count };
  return { take, call };
}

const given = ({ input, acceptedAt }: Asked, { videos, sound, pictures }: Material, made: Size) => ({
  args: input,
  video: videos,
  sound,
  pictures,
  made: { width: made.width, height: made.height },
  today: acceptedAt.toISOString().slice(0, 10),
});
