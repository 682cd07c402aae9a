import { seed, text } from './field-rules.ts';
import { NAMED_SIZES } from '../named-sizes.ts';
import { motionOf } from './motions.ts';
import type { ClipModel, PictureModel, SimulatedModel } from '../model-types.ts';

/** A model for an id that no table has, and that fal could have; `null` for an id that it could not. */
export function genericModel(endpointId: string): SimulatedModel | null {
  const [owner = ''] = endpointId.split('/');
  if (!ENDPOINT_ID.test(endpointId) || !OWNERS.has(owner)) return null;
  return plainModel(endpointId, MAKES_PICTURES.test(endpointId) ? 'image' : 'video');
}

/** A model of which no more is known than what it makes. */
export const plainModel = (endpointId: string, medium: 'image' | 'video'): SimulatedModel =>
  medium === 'image' ? genericPictures(endpointId) : genericClip(endpointId);

/** First segments of the ids in @fal-ai/client 1.10.1 (endpoints.ts) and in fal's price pages of 2026; 2 to 7 segments. */
const OWNERS = new Set(
  `fal-ai alibaba argil blackforestlabs bria bytedance cassetteai clarityai comfy decart google imagineart kling
  lightricks luma minimax mirelo-ai moonvalley nvidia openai openrouter perceptron pixelcut pixverse resemble-ai
  reve rundiffusion-fal simalabs smoretalk-ai sonauto tripo3d veed wan workflows xai`.split(/\s+/),
);
const ENDPOINT_ID = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*){1,6}$/i;

/** By the task in the id, or by the families whose ids do not name it. What speaks of video makes video. */
const MAKES_PICTURES =
  /^(?!.*(?:video|animate|motion|draft)).*(?:text-to-image|image-to-image|\/(?:flux|nano-banana|seedream|recraft|ideogram|reve|z-image|grok-imagine-image|qwen-image|imagen))/;

function genericPictures(endpointId: string): PictureModel {
  return {
    endpoint_id: endpointId,
    title: endpointId,
    category: 'text-to-image',
    makes: 'pictures',
    fields: {
      prompt: text,
      seed,
      num_images: { type: 'integer', min: 1, max: 4, default: 1 },
      image_size: { type: 'size', allowed: [...Object.keys(NAMED_SIZES), 'auto'] },
    },
    picture_fields: ['image_urls', 'image_url'],
    default_format: 'png',
    returns_seed: true,
  };
}

function genericClip(endpointId: string): ClipModel {
  return {
    endpoint_id: endpointId,
    title: endpointId,
    category: 'image-to-video',
    makes: 'clip',
    fields: { prompt: text, seed },
    picture_fields: ['image_url', 'start_image_url', 'first_frame_url', 'first_image_url', 'image_urls'],
    video_fields: ['video_url', 'video_urls'],
    sound_fields: ['audio_url', 'audio_urls'],
    video_use: endpointId.includes('extend')
      ? 'continue'
      : /motion|animate/.test(endpointId)
        ? 'motion'
        : 'change',
    default_seconds: 5,
    sizes: {
      '720p': [1280, 720],
      '480p': [854, 480],
      '768p': [1366, 768],
      '1080p': [1920, 1080],
    },
    motion: motionOf(endpointId),
    returns_seed: true,
  };
}
