import { MODEL_TABLE } from './model-table.ts';
import type { ModelSource, SimulatedModel } from './model-types.ts';
import { NEWER_MODELS } from './newer-models.ts';

const LISTED = [...MODEL_TABLE, ...NEWER_MODELS];

/** The models of the tables, and a generic one behind every other id that fal could have. */
export const simulatedModels: ModelSource = {
  find: (endpointId) => LISTED.find((model) => model.endpoint_id === endpointId) ?? genericModel(endpointId),
  list: () => LISTED,
};

/** First segments of the ids in @fal-ai/client 1.10.1 (endpoints.ts) and in fal's price pages of 2026; 2 to 7 segments. */
const OWNERS = new Set(
  `fal-ai alibaba argil blackforestlabs bria bytedance cassetteai clarityai comfy decart google imagineart kling
  lightricks luma minimax mirelo-ai moonvalley nvidia openai openrouter perceptron pixelcut pixverse resemble-ai
  reve rundiffusion-fal simalabs smoretalk-ai sonauto tripo3d veed wan workflows xai`.split(/\s+/),
);
const ENDPOINT_ID = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*){1,6}$/i;

function genericModel(endpointId: string): SimulatedModel | null {
  const [owner = ''] = endpointId.split('/');
  if (!ENDPOINT_ID.test(endpointId) || !OWNERS.has(owner)) return null;
  return {
    endpoint_id: endpointId,
    title: endpointId,
    fields: { prompt: { type: 'string' }, seed: { type: 'integer' } },
    picture_fields: ['image_url', 'start_image_url', 'first_frame_url', 'first_image_url', 'image_urls'],
    default_seconds: 5,
    sizes: {
      '720p': [1280, 720],
      '480p': [854, 480],
      '768p': [1366, 768],
      '1080p': [1920, 1080],
    },
    price: {
      unit: 'seconds',
      unit_price: 0.1,
      measure: 'seconds',
      keys: [],
      rates: { '': 0.1 },
      source: 'made up by the simulator: the same for every model it does not know',
    },
    motion: { zoom: 0.02, shift_y: 0.02 },
    returns_seed: true,
  };
}
