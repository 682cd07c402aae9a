import { type ClipModel, type ModelSource, simulatedModels } from '../../src/simulator/index.ts';

/**
 * Models by which a client shows what it does with live news: their fields, prices and motions are made up,
 * and so are `fal-ai/newcomer` and that the others have changed, failed or are on their way out.
 */

const text = { type: 'string' } as const;
const picture = { type: 'string', required: true } as const;

const base = {
  category: 'image-to-video',
  makes: 'clip',
  default_seconds: 5,
  sizes: { '720p': [1280, 720], '1080p': [1920, 1080] },
  price: { unit: 'seconds', unit_price: 0.1 },
  motion: { zoom: 0.02, shift_x: 0.02 },
  returns_seed: true,
} as const satisfies Partial<ClipModel>;

const NEWER_MODELS: readonly ClipModel[] = [
  {
    ...base,
    endpoint_id: 'fal-ai/newcomer/image-to-video',
    title: 'Newcomer, which no snapshot knows',
    fields: {
      prompt: { type: 'string', required: true },
      image_url: picture,
      end_image_url: text,
      duration: { type: 'integer', allowed: [4, 5], default: 5 },
      resolution: { type: 'string', allowed: ['720p', '1080p'], default: '720p' },
      seed: { type: 'integer', min: 0, max: 2_147_483_647 },
    },
    picture_fields: ['image_url', 'end_image_url'],
  },
  {
    ...base,
    endpoint_id: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
    title: 'Kling 2.5 Turbo Pro, changed since the snapshot',
    fields: {
      prompt: { type: 'string', required: true },
      image_url: picture,
      duration: { type: 'string', allowed: ['5', '15'], default: '5' },
      negative_prompt: text,
      camera: text,
    },
    picture_fields: ['image_url'],
  },
  {
    ...base,
    endpoint_id: 'fal-ai/kling-video/v2.1/master/image-to-video',
    title: 'Kling 2.1 Master, deprecated',
    fields: { prompt: { type: 'string', required: true }, image_url: picture },
    picture_fields: ['image_url'],
    platform: { status: 'deprecated' },
  },
  {
    ...base,
    endpoint_id: 'fal-ai/undocumented/image-to-video',
    title: 'Undocumented, whose schema fal cannot expand',
    fields: { image_url: picture },
    picture_fields: ['image_url'],
    platform: { expansion: 'fails' },
  },
];

/** A fal that has news: these stand before the models of the simulator. */
export const withNews: ModelSource = {
  find: (id) => NEWER_MODELS.find(({ endpoint_id }) => endpoint_id === id) ?? simulatedModels.find(id),
  list: () => [
    ...simulatedModels
      .list()
      .filter(({ endpoint_id }) => !NEWER_MODELS.some((newer) => newer.endpoint_id === endpoint_id)),
    ...NEWER_MODELS,
  ],
};
