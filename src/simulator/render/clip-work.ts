import { randomInt } from 'node:crypto';
import { FalVideoError } from '../../errors.ts';
import { randomName } from '../files.ts';
import { blankPicture, type FetchedInput, type Inputs, unreadableVideo } from './inputs.ts';
import type { SimulatedJob } from '../job.ts';
import { billableUnits } from '../billing/bill.ts';
import { clipCall } from './call-of.ts';
import { measure } from '../models/measure.ts';
import type { ClipModel } from '../model-types.ts';
import { readMaterial } from './read-material.ts';
import type { WorkRefusal, Work, RenderContext } from './work.ts';

/** A clip from pictures, from a video or from words alone. */
export async function clipWork(
  job: SimulatedJob,
  model: ClipModel,
  inputs: Inputs,
  context: RenderContext,
): Promise<Work | WorkRefusal> {
  const source = videoOf(job, model, inputs, context);
  if (source === 'unknown-id') return { problems: [UNKNOWN_VIDEO] };
  const video = source === null ? null : await readVideo(source, context);
  if (source !== null && video === null) return { problems: [unreadableVideo(source.field)] };
  const [picture] = inputs.pictures;
  const showsVideo = model.video_use === 'continue' || model.video_use === 'change';
  const start = showsVideo ? (video ?? picture) : (picture ?? video);
  const first = source === null || video === null ? null : { field: source.field, length: video };
  const { material, problems } = await readMaterial(job, inputs, first, start ?? null, context);
  if (problems.length > 0) return { problems };
  const { take, call } = clipCall(model, job, material);
  return {
    billable_units: billableUnits(model, call),
    deliver: async () => {
      const path = await context.clips.film(model, take, start ?? (await blankPicture(context.files)));
      return await delivered(job, model, path, context);
    },
  };
}

/** A clip in the place of a recorded one: of the job's own picture, in the recorded size and length. */
export async function filmLike(
  like: Readonly<Record<string, unknown>>,
  { model, input }: SimulatedJob,
  { pictures: [picture] }: Inputs,
  { clips, pictures, files }: RenderContext,
): Promise<string | null> {
  if (model.makes !== 'clip') return null;
  const start = picture ?? (await blankPicture(files));
  const take = measure(model, input, {
    video: null,
    sound: false,
    picture: await pictures.sizeOf(start.path),
  });
  const [seconds, width, height] = [like['duration'], like['width'], like['height']].map(Number);
  const isSize = isSide(width) && isSide(height);
  return await clips.film(
    model,
    {
      ...take,
      ...(isSize ? { width, height } : {}),
      ...(seconds !== undefined && seconds > 0 ? { seconds } : {}),
    },
    start,
  );
}

const isSide = (side: number | undefined): side is number =>
  side !== undefined && side % 2 === 0 && side >= 16 && side <= 4096;

const ID_PREFIX = 'video_';

/** The video that the run starts from: a file of its own, or the output of an earlier run, named by its id. */
function videoOf(
  { input }: SimulatedJob,
  model: ClipModel,
  { videos }: Inputs,
  { files }: RenderContext,
): FetchedInput | null | 'unknown-id' {
  const id = input['video_id'];
  if (model.video_ids !== true || typeof id !== 'string') return videos[0] ?? null;
  const file = id.startsWith(ID_PREFIX) ? files.findByRequest(id.slice(ID_PREFIX.length)) : null;
  return file === null ? 'unknown-id' : { field: 'video_id', path: file.path, sha256: file.name };
}

const UNKNOWN_VIDEO = { loc: ['body', 'video_id'], msg: 'Video not found', type: 'value_error' };

/** Its length and first frame; `null` for what no decoder takes. */
async function readVideo(file: FetchedInput, { clips }: RenderContext) {
  try {
    const { seconds, frames, frame } = await clips.readVideo(file.path);
    return { seconds, frames, path: frame, sha256: file.sha256 };
  } catch (error) {
    if (error instanceof FalVideoError && error.fault === 'input') return null;
    throw error;
  }
}

async function delivered(
  job: SimulatedJob,
  model: ClipModel,
  path: string,
  context: RenderContext,
): Promise<object> {
  const { files, dialect } = context;
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
export const seedOf = ({ input }: SimulatedJob) =>
  typeof input['seed'] === 'number' ? input['seed'] : randomInt(2 ** 31);
