import { flag, oneOf, prompt, seed, text, url } from './field-rules.ts';
import type { ClipModel } from '../model-types.ts';

/**
 * Models that extend, remix, change or follow a video, or that take reference pictures: one of each kind.
 * Fields: types of @fal-ai/client 1.10.1 (endpoints.d.ts).
 */

const HD = { '720p': [1280, 720] } as const;
const FULL_HD = { '720p': [1280, 720], '1080p': [1920, 1080] } as const;
const orientation = { type: 'string', required: true, allowed: ['image', 'video'] } as const;
const audio = { type: 'boolean', default: true } as const;
const clips = { type: 'array', least: 1 } as const;

const veoExtend = {
  category: 'video-to-video',
  makes: 'clip',
  fields: {
    prompt,
    video_url: url,
    // The types say text and default "7s"; the extension knows no other length.
    duration: oneOf(['7s'], '7s'),
    resolution: oneOf(['720p'], '720p'),
    aspect_ratio: oneOf(['auto', '16:9', '9:16'], 'auto'),
    generate_audio: audio,
    negative_prompt: text,
    auto_fix: flag,
    safety_tolerance: oneOf(['1', '2', '3', '4', '5', '6'], '4'),
    seed,
  },
  picture_fields: [],
  video_fields: ['video_url'],
  video_use: 'continue',
  default_seconds: 7,
  sizes: HD,
  motion: { turn: 3 },
  returns_seed: false,
} as const satisfies Partial<ClipModel>;

const motionControl = {
  category: 'video-to-video',
  makes: 'clip',
  fields: {
    prompt: text,
    image_url: url,
    video_url: url,
    character_orientation: orientation,
    keep_original_sound: audio,
  },
  picture_fields: ['image_url'],
  video_fields: ['video_url'],
  video_use: 'motion',
  default_seconds: 5,
  sizes: HD,
  motion: { shift_x: 0.02, shift_y: -0.02 },
  returns_seed: false,
} as const satisfies Partial<ClipModel>;

export const VIDEO_MODELS: readonly ClipModel[] = [
  {
    ...veoExtend,
    endpoint_id: 'fal-ai/veo3.1/extend-video',
    title: 'Veo 3.1, extend',
  },
  {
    ...veoExtend,
    endpoint_id: 'fal-ai/veo3.1/fast/extend-video',
    title: 'Veo 3.1 Fast, extend',
  },
  {
    endpoint_id: 'fal-ai/veo3.1/reference-to-video',
    title: 'Veo 3.1, reference to video',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      image_urls: { ...clips, required: true },
      duration: oneOf(['8s'], '8s'),
      resolution: oneOf(['720p', '1080p', '4k'], '720p'),
      aspect_ratio: oneOf(['16:9', '9:16'], '16:9'),
      generate_audio: audio,
      auto_fix: flag,
      safety_tolerance: oneOf(['1', '2', '3', '4', '5', '6'], '4'),
    },
    picture_fields: ['image_urls'],
    default_seconds: 8,
    sizes: { ...FULL_HD, '4k': [3840, 2160] },
    motion: { zoom: 0.03, turn: 1 },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/sora-2/text-to-video',
    title: 'Sora 2',
    category: 'text-to-video',
    makes: 'clip',
    fields: {
      prompt,
      // Numbers on the page, texts in the types: both are taken.
      duration: {
        type: 'string',
        allowed: [4, 8, 12, 16, 20, '4', '8', '12', '16', '20'],
        default: 4,
      },
      resolution: oneOf(['720p'], '720p'),
      aspect_ratio: oneOf(['16:9', '9:16'], '16:9'),
      delete_video: flag,
    },
    picture_fields: [],
    default_seconds: 4,
    sizes: HD,
    motion: { shift_x: -0.03 },
    video_ids: true,
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/sora-2/video-to-video/remix',
    title: 'Sora 2, remix',
    category: 'video-to-video',
    makes: 'clip',
    fields: { prompt, video_id: { type: 'string', required: true }, delete_video: flag },
    picture_fields: [],
    video_use: 'change',
    default_seconds: 4,
    sizes: HD,
    motion: { shift_x: 0.03 },
    video_ids: true,
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/kling-video/o1/video-to-video/edit',
    title: 'Kling O1, edit',
    category: 'video-to-video',
    makes: 'clip',
    fields: {
      prompt,
      video_url: url,
      image_urls: { ...clips, most: 4 },
      elements: { type: 'array' },
      keep_audio: flag,
    },
    picture_fields: ['image_urls'],
    video_fields: ['video_url'],
    video_use: 'change',
    default_seconds: 5,
    sizes: HD,
    motion: { cycle: { seconds: 2, bob: 0.02, sway: 0 } },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/kling-video/o1/reference-to-video',
    title: 'Kling O1, reference to video',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      image_urls: { ...clips, most: 7 },
      elements: { type: 'array' },
      duration: oneOf(['3', '4', '5', '6', '7', '8', '9', '10'], '5'),
      aspect_ratio: oneOf(['16:9', '9:16', '1:1'], '16:9'),
    },
    picture_fields: ['image_urls'],
    default_seconds: 5,
    sizes: HD,
    motion: { cycle: { seconds: 2, bob: 0, sway: 0.02 } },
    returns_seed: false,
  },
  {
    ...motionControl,
    endpoint_id: 'fal-ai/kling-video/v2.6/standard/motion-control',
    title: 'Kling 2.6 Standard, motion control',
  },
  {
    ...motionControl,
    endpoint_id: 'fal-ai/kling-video/v3/standard/motion-control',
    title: 'Kling 3.0 Standard, motion control',
  },
  {
    endpoint_id: 'xai/grok-imagine-video/extend-video',
    title: 'Grok Imagine Video, extend',
    category: 'video-to-video',
    makes: 'clip',
    // The types give the length no bounds; 1 to 15 are printed for 1.5 Lite.
    fields: { prompt, video_url: url, duration: { type: 'number', min: 1, max: 15, default: 6 } },
    picture_fields: [],
    video_fields: ['video_url'],
    video_use: 'continue',
    default_seconds: 6,
    sizes: HD,
    // 0.05 a second that is added, 0.01 a second that goes in.
    motion: { zoom: -0.02 },
    returns_seed: false,
  },
  {
    endpoint_id: 'xai/grok-imagine-video/reference-to-video',
    title: 'Grok Imagine Video, reference to video',
    category: 'image-to-video',
    makes: 'clip',
    fields: {
      prompt,
      reference_image_urls: { ...clips, required: true },
      duration: { type: 'number', min: 1, max: 15, default: 8 },
      resolution: oneOf(['480p', '720p'], '480p'),
    },
    picture_fields: ['reference_image_urls'],
    default_seconds: 8,
    sizes: { '480p': [854, 480], '720p': [1280, 720] },
    motion: { shift_y: -0.03 },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/wan/v2.2-14b/animate/move',
    title: 'Wan 2.2 Animate, move',
    category: 'video-to-video',
    makes: 'clip',
    fields: {
      video_url: url,
      image_url: url,
      resolution: oneOf(['480p', '580p', '720p'], '480p'),
      guidance_scale: { type: 'number' },
      num_inference_steps: { type: 'integer' },
      shift: { type: 'number', min: 1, max: 10, default: 5 },
      use_turbo: flag,
      enable_safety_checker: flag,
      seed,
    },
    picture_fields: ['image_url'],
    video_fields: ['video_url'],
    video_use: 'motion',
    default_seconds: 5,
    sizes: { '480p': [854, 480], '580p': [1032, 580], '720p': [1280, 720] },
    motion: { turn: -2 },
    returns_seed: true,
  },
];
