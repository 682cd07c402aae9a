import { flag, oneOf, prompt, seed, text } from './field-rules.ts';
import type { ClipModel, FieldCheck } from '../model-types.ts';

/**
 * The five models of the first comparison. Fields: types of @fal-ai/client 1.10.1 (endpoints.ts). Prices:
 * the models' pages on fal.ai and `GET /v1/models/pricing`, 2026-07-28 to 2026-10-07. Pixel sizes that no
 * page prints are the usual 16:9 ones. The motions are ours: three loop, one drifts, one turns.
 */

const picture: FieldCheck = { type: 'string', required: true };
const audio: FieldCheck = { type: 'boolean', default: true };
/** `"4"` … `"12"`. */
const seconds = (from: number, to: number, byDefault: string): FieldCheck =>
  oneOf(
    Array.from({ length: to - from + 1 }, (_, index) => String(from + index)),
    byDefault,
  );
const ASPECTS = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16', 'auto'];

export const MODEL_TABLE: readonly ClipModel[] = [
  {
    endpoint_id: 'fal-ai/bytedance/seedance/v1/pro/image-to-video',
    title: 'Seedance 1.0 Pro',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      image_url: picture,
      end_image_url: text,
      duration: seconds(2, 12, '5'),
      // The page prices a 1080p clip as its default; the type map prints its sibling's 720p.
      resolution: oneOf(['480p', '720p', '1080p'], '1080p'),
      aspect_ratio: oneOf(ASPECTS, 'auto'),
      num_frames: { type: 'integer' },
      camera_fixed: flag,
      enable_safety_checker: flag,
      seed,
    },
    picture_fields: ['image_url', 'end_image_url'],
    default_seconds: 5,
    sizes: { '1080p': [1920, 1080], '720p': [1280, 720], '480p': [864, 496] },
    motion: { shift_x: 0.04 },
    returns_seed: true,
  },
  {
    endpoint_id: 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    title: 'Seedance 1.5 Pro',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      image_url: picture,
      end_image_url: text,
      duration: seconds(4, 12, '5'),
      resolution: oneOf(['480p', '720p', '1080p'], '720p'),
      aspect_ratio: oneOf(ASPECTS, '16:9'),
      generate_audio: audio,
      camera_fixed: flag,
      enable_safety_checker: flag,
      seed,
    },
    picture_fields: ['image_url', 'end_image_url'],
    default_seconds: 5,
    sizes: { '720p': [1280, 720], '480p': [864, 496], '1080p': [1920, 1080] },
    motion: { cycle: { seconds: 1, bob: 0.02, sway: 0.03 } },
    returns_seed: true,
  },
  {
    endpoint_id: 'fal-ai/kling-video/v3/pro/image-to-video',
    title: 'Kling 3.0 Pro',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt: text,
      multi_prompt: { type: 'array' },
      start_image_url: picture,
      end_image_url: text,
      duration: seconds(3, 15, '5'),
      generate_audio: audio,
      negative_prompt: text,
      cfg_scale: { type: 'number', min: 0, max: 1, default: 0.5 },
      elements: { type: 'array' },
      shot_type: text,
    },
    either: ['prompt', 'multi_prompt'],
    picture_fields: ['start_image_url', 'end_image_url'],
    default_seconds: 5,
    sizes: { '1080p': [1920, 1080] },
    motion: { cycle: { seconds: 1, bob: 0.03, sway: 0.02 } },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/minimax/hailuo-02/standard/image-to-video',
    title: 'MiniMax Hailuo 02 Standard',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      image_url: picture,
      end_image_url: text,
      duration: oneOf(['6', '10'], '6'),
      resolution: oneOf(['512P', '768P'], '768P'),
      prompt_optimizer: flag,
    },
    picture_fields: ['image_url', 'end_image_url'],
    default_seconds: 6,
    sizes: { '768P': [1366, 768], '512P': [910, 512] },
    motion: { cycle: { seconds: 0.75, bob: 0.04, sway: 0.01 } },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/veo3.1/fast/image-to-video',
    title: 'Veo 3.1 Fast',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      image_url: picture,
      duration: oneOf(['4s', '6s', '8s'], '8s'),
      resolution: oneOf(['720p', '1080p', '4k'], '720p'),
      aspect_ratio: oneOf(['auto', '16:9', '9:16'], 'auto'),
      generate_audio: audio,
      negative_prompt: text,
      auto_fix: flag,
      safety_tolerance: oneOf(['1', '2', '3', '4', '5', '6'], '4'),
      seed,
    },
    picture_fields: ['image_url'],
    default_seconds: 8,
    sizes: { '720p': [1280, 720], '1080p': [1920, 1080], '4k': [3840, 2160] },
    motion: { turn: 3 },
    returns_seed: false,
  },
];
