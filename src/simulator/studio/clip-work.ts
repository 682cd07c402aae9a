import { randomInt } from 'node:crypto';
import { FalVideoError } from '../../errors.ts';
import { randomName } from './files.ts';
import { blankPicture, type InputFile, type Inputs, unreadableVideo } from './inputs.ts';
import type { Job } from '../job.ts';
import { measure } from '../models/measure.ts';
import type { ClipModel } from '../models/model-types.ts';
import type { Refusal, Work, Workshop } from './work.ts';

/** A clip from pictures, from a video or from words alone. */
export async function clipWork(
  job: Job,
  model: ClipModel,
  inputs: Inputs,
  workshop: Workshop,
): Promise<Work | Refusal> {
  const source = videoOf(job, model, inputs, workshop);
  if (source === 'unknown-id') return { problems: [UNKNOWN_VIDEO] };
  const video = source === null ? null : await readVideo(source, workshop);
  if (source !== null && video === null) return { problems: [unreadableVideo(source.field)] };
  const [picture] = inputs.pictures;
  const showsVideo = model.video_use === 'continue' || model.video_use === 'change';
  const start = showsVideo ? (video ?? picture) : (picture ?? video);
  const take = measure(model, job.input, {
    video,
    pictures: inputs.pictures.length,
    sound: inputs.sounds.length > 0,
  });
  return {
    billable_units: take.billable_units,
    deliver: async () => {
      const path = await workshop.clips.film(model, take, start ?? (await blankPicture(workshop.files)));
      return await delivered(job, model, path, workshop);
    },
  };
}

const ID_PREFIX = 'video_';

/** The video that the run starts from: a file of its own, or the output of an earlier run, named by its id. */
function videoOf(
  { input }: Job,
  model: ClipModel,
  { videos }: Inputs,
  { files }: Workshop,
): InputFile | null | 'unknown-id' {
  const id = input['video_id'];
  if (model.video_ids !== true || typeof id !== 'string') return videos[0] ?? null;
  const file = id.startsWith(ID_PREFIX) ? files.findByRequest(id.slice(ID_PREFIX.length)) : null;
  return file === null ? 'unknown-id' : { field: 'video_id', path: file.path, sha256: file.name };
}

const UNKNOWN_VIDEO = { loc: ['body', 'video_id'], msg: 'Video not found', type: 'value_error' };

/** Its length and first frame; `null` for what no decoder takes. */
async function readVideo(file: InputFile, { clips }: Workshop) {
  try {
    const { seconds, frames, frame } = await clips.readVideo(file.path);
    return { seconds, frames, path: frame, sha256: file.sha256 };
  } catch (error) {
    if (error instanceof FalVideoError && error.fault === 'input') return null;
    throw error;
  }
}

async function delivered(job: Job, model: ClipModel, path: string, workshop: Workshop): Promise<object> {
  const { files, dialect } = workshop;
  const file = await files.publish(path, randomName('output.mp4'), 'video/mp4', job.id);
  return {
    video: {
      url: files.urlOf(file.name),
      content_type: file.content_type,
      file_name: dialect.fileNames ? 'output.mp4' : null,
      file_size: dialect.fileNames ? file.bytes : null,
    },
    ...(model.video_ids === true ? { video_id: `${ID_PREFIX}${job.id}` } : {}),
    ...(model.returns_seed ? { seed: seedOf(job) } : {}),
  };
}

/** As asked, or one that was drawn. */
export const seedOf = ({ input }: Job) =>
  typeof input['seed'] === 'number' ? input['seed'] : randomInt(2 ** 31);
