import { flag, oneOf, prompt, seed, text, url } from './field-rules.ts';
import { NAMED_SIZES } from '../named-sizes.ts';
import type { FieldCheck, PictureModel } from '../model-types.ts';

/**
 * Models that make or change pictures. Fields: types of @fal-ai/client 1.10.1 (endpoints.d.ts); Reve is not among them, and
 * has the fields of its pages.
 */

const SIZES = Object.keys(NAMED_SIZES).filter((name) => !name.startsWith('auto'));
const size = (byDefault: string, more: Partial<FieldCheck> = {}): FieldCheck => ({
  type: 'size',
  allowed: SIZES,
  default: byDefault,
  ...more,
});
const count: FieldCheck = { type: 'integer', min: 1, max: 4, default: 1 };
const format = (byDefault: string) => oneOf(['jpeg', 'png', 'webp'], byDefault);
const pictures: FieldCheck = { type: 'array', required: true, least: 1 };
const RATIOS = ['21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16'];

type Row = Pick<PictureModel, 'endpoint_id' | 'title' | 'fields'> & Partial<PictureModel>;

const ROWS: readonly Row[] = [
  {
    endpoint_id: 'fal-ai/flux/dev',
    title: 'FLUX.1 dev',
    fields: {
      prompt,
      image_size: size('landscape_4_3'),
      num_images: count,
      output_format: oneOf(['jpeg', 'png'], 'jpeg'),
      guidance_scale: { type: 'number', min: 1, max: 20, default: 3.5 },
      num_inference_steps: { type: 'integer', min: 1, max: 50, default: 28 },
      acceleration: oneOf(['none', 'regular', 'high'], 'none'),
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
    default_format: 'jpeg',
  },
  {
    endpoint_id: 'fal-ai/flux-2',
    title: 'FLUX.2 dev',
    fields: {
      prompt,
      image_size: size('landscape_4_3', { min: 512, max: 2048 }),
      num_images: count,
      output_format: format('png'),
      guidance_scale: { type: 'number', min: 0, max: 20, default: 2.5 },
      num_inference_steps: { type: 'integer', min: 4, max: 50, default: 28 },
      acceleration: oneOf(['none', 'regular', 'high'], 'regular'),
      enable_prompt_expansion: flag,
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
  },
  {
    endpoint_id: 'fal-ai/flux-2-pro',
    title: 'FLUX.2 pro',
    fields: {
      prompt,
      image_size: size('landscape_4_3'),
      output_format: oneOf(['jpeg', 'png'], 'jpeg'),
      safety_tolerance: oneOf(['1', '2', '3', '4', '5'], '2'),
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
    default_format: 'jpeg',
  },
  {
    endpoint_id: 'fal-ai/flux-2-pro/edit',
    title: 'FLUX.2 pro, edit',
    category: 'image-to-image',
    fields: {
      prompt,
      image_urls: pictures,
      image_size: size('auto', { allowed: ['auto', ...SIZES] }),
      output_format: oneOf(['jpeg', 'png'], 'jpeg'),
      safety_tolerance: oneOf(['1', '2', '3', '4', '5'], '2'),
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
    default_format: 'jpeg',
  },
  {
    endpoint_id: 'fal-ai/nano-banana',
    title: 'Nano Banana',
    fields: {
      prompt,
      aspect_ratio: oneOf(RATIOS, '1:1'),
      num_images: count,
      output_format: format('png'),
      limit_generations: flag,
      sync_mode: flag,
      seed,
    },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/nano-banana/edit',
    title: 'Nano Banana, edit',
    category: 'image-to-image',
    fields: {
      prompt,
      image_urls: pictures,
      aspect_ratio: oneOf(['auto', ...RATIOS], 'auto'),
      num_images: count,
      output_format: format('png'),
      limit_generations: flag,
      sync_mode: flag,
      seed,
    },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/nano-banana-pro',
    title: 'Nano Banana Pro',
    fields: {
      prompt,
      aspect_ratio: oneOf(['auto', ...RATIOS], '1:1'),
      resolution: oneOf(['1K', '2K', '4K'], '1K'),
      num_images: count,
      output_format: format('png'),
      enable_web_search: { type: 'boolean', default: false },
      limit_generations: flag,
      sync_mode: flag,
      seed,
    },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/bytedance/seedream/v4.5/text-to-image',
    title: 'Seedream 4.5',
    fields: {
      prompt,
      image_size: size('auto_2K', { allowed: Object.keys(NAMED_SIZES) }),
      num_images: count,
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
  },
  {
    endpoint_id: 'fal-ai/bytedance/seedream/v4.5/edit',
    title: 'Seedream 4.5, edit',
    category: 'image-to-image',
    fields: {
      prompt,
      image_urls: pictures,
      image_size: size('auto_2K', { allowed: Object.keys(NAMED_SIZES) }),
      num_images: count,
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/recraft/v3/text-to-image',
    title: 'Recraft V3',
    fields: { prompt, image_size: size('square_hd'), style: text, colors: { type: 'array' }, style_id: text },
    default_format: 'webp',
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/ideogram/v3',
    title: 'Ideogram V3',
    fields: {
      prompt,
      image_size: size('square_hd'),
      num_images: count,
      negative_prompt: text,
      rendering_speed: oneOf(['TURBO', 'BALANCED', 'QUALITY'], 'BALANCED'),
      style: oneOf(['AUTO', 'GENERAL', 'REALISTIC', 'DESIGN'], 'AUTO'),
      expand_prompt: flag,
      image_urls: { type: 'array' },
      sync_mode: flag,
      seed,
    },
  },
  {
    endpoint_id: 'fal-ai/reve/text-to-image',
    title: 'Reve',
    fields: {
      prompt,
      aspect_ratio: oneOf(['16:9', '9:16', '3:2', '2:3', '4:3', '3:4', '1:1'], '3:2'),
      num_images: count,
      output_format: format('png'),
      sync_mode: flag,
    },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/reve/edit',
    title: 'Reve, edit',
    category: 'image-to-image',
    fields: { prompt, image_url: url, num_images: count, output_format: format('png'), sync_mode: flag },
    returns_seed: false,
  },
  {
    endpoint_id: 'fal-ai/z-image/turbo',
    title: 'Z-Image Turbo',
    fields: {
      prompt,
      image_size: size('landscape_4_3'),
      num_images: count,
      output_format: format('png'),
      num_inference_steps: { type: 'integer', min: 1, max: 8, default: 8 },
      acceleration: oneOf(['none', 'regular', 'high'], 'regular'),
      enable_prompt_expansion: flag,
      enable_safety_checker: flag,
      sync_mode: flag,
      seed,
    },
  },
  {
    endpoint_id: 'xai/grok-imagine-image',
    title: 'Grok Imagine Image',
    fields: {
      prompt,
      // Of the page, 2026-11-20; the types borrow another model's.
      aspect_ratio: oneOf(
        ['2:1', '20:9', '19.5:9', '16:9', '4:3', '3:2', '1:1', '2:3', '3:4', '9:16', '9:19.5', '9:20', '1:2'],
        '1:1',
      ),
      resolution: oneOf(['1k', '2k'], '1k'),
      num_images: count,
      output_format: format('jpeg'),
      sync_mode: flag,
    },
    default_format: 'jpeg',
    returns_seed: false,
  },
];

export const PICTURE_MODELS: readonly PictureModel[] = ROWS.map((row) => ({
  makes: 'pictures',
  category: 'text-to-image',
  picture_fields: ['image_urls', 'image_url'],
  default_format: 'png',
  returns_seed: true,
  ...row,
}));
