import { readFile } from 'node:fs/promises';
import { canonicalJson } from '../../util/canonical-json.ts';
import { seedOf } from './clip-work.ts';
import { randomName } from './files.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from '../job.ts';
import { measurePictures } from '../models/measure-pictures.ts';
import type { PictureModel } from '../models/model-types.ts';
import type { Painting } from './picture-studio.ts';
import type { Work, Workshop } from './work.ts';

/** Pictures from words, or from other pictures. */
export async function pictureWork(
  job: Job,
  model: PictureModel,
  { pictures }: Inputs,
  workshop: Workshop,
): Promise<Work> {
  const given = [];
  for (const { path } of pictures) given.push(await workshop.pictures.sizeOf(path));
  const take = measurePictures(model, job.input, given);
  return {
    billable_units: take.billable_units,
    deliver: async () => {
      const images = [];
      for (let number = 0; number < take.count; number++) {
        const painting = await workshop.pictures.paint(take, wordsOf(job, number), pictures[0]?.path);
        images.push(await published(job, painting, workshop));
      }
      const { prompt } = job.input;
      return { images, prompt, ...(model.returns_seed ? { seed: seedOf(job) } : {}) };
    },
  };
}

/** The same prompt, seed and place in the answer give the same picture. */
const wordsOf = ({ model, input: { prompt, seed } }: Job, number: number) =>
  canonicalJson([model.endpoint_id, prompt ?? null, seed ?? null, number]);

async function published(job: Job, painting: Painting, { files, dialect }: Workshop): Promise<object> {
  const { path, content_type, width, height } = painting;
  if (job.input['sync_mode'] === true) {
    return {
      url: `data:${content_type};base64,${await readFile(path, 'base64')}`,
      content_type,
      width,
      height,
    };
  }
  const file_name = `picture.${content_type.slice('image/'.length)}`;
  const file = await files.publish(path, randomName(file_name), content_type, job.id);
  return {
    url: files.urlOf(file.name),
    content_type,
    file_name: dialect.fileNames ? file_name : null,
    file_size: dialect.fileNames ? file.bytes : null,
    width,
    height,
  };
}
