import { readFile } from 'node:fs/promises';
import { canonicalJson } from '../../util/canonical-json.ts';
import { billableUnits } from '../billing/bill.ts';
import { pictureCall } from './call-of.ts';
import { seedOf } from './clip-work.ts';
import { randomName } from '../files.ts';
import type { Inputs } from './inputs.ts';
import type { SimulatedJob } from '../job.ts';
import type { PictureModel } from '../model-types.ts';
import type { RenderedPicture } from './picture-renderer.ts';
import { readMaterial } from './read-material.ts';
import type { Work, RenderContext } from './work.ts';

/** Pictures from words, or from other pictures. */
export async function pictureWork(
  job: SimulatedJob,
  model: PictureModel,
  inputs: Inputs,
  context: RenderContext,
): Promise<Work> {
  const { pictures } = inputs;
  const { material } = await readMaterial(job, inputs, null, null, context);
  const { take, call } = pictureCall(model, job, material);
  return {
    billable_units: billableUnits(model, call),
    deliver: async () => {
      const images = [];
      for (let number = 0; number < take.count; number++) {
        const rendered = await context.pictures.paint(take, wordsOf(job, number), pictures[0]?.path);
        images.push(await published(job, rendered, context));
      }
      const { prompt } = job.input;
      return { images, prompt, ...(model.returns_seed ? { seed: seedOf(job) } : {}) };
    },
  };
}

/** The same prompt, seed and place in the answer give the same picture. */
const wordsOf = ({ model, input: { prompt, seed } }: SimulatedJob, number: number) =>
  canonicalJson([model.endpoint_id, prompt ?? null, seed ?? null, number]);

async function published(
  job: SimulatedJob,
  rendered: RenderedPicture,
  { files, dialect }: RenderContext,
): Promise<object> {
  const { path, content_type, width, height } = rendered;
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
