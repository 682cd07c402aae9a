import type { Motion } from '../../media/types.ts';

/** What a model is called with. */
export type Arguments = Readonly<Record<string, unknown>>;

/** One field of a model's input, as far as the simulator checks it. */
export interface FieldRule {
  /** `size` is one of the allowed names, or an object with a width and a height. */
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'size';
  required?: boolean;
  allowed?: readonly (string | number)[];
  default?: string | number | boolean;
  min?: number;
  max?: number;
  /** Of an array: how many items it may have. */
  least?: number;
  most?: number;
}

/**
 * How a run becomes billable units. fal's pricing API gives one base unit for each endpoint and hides
 * multipliers behind it: what a run really costs is `rates`, and units = measure × rate ÷ unit_price.
 */
export interface PriceRule {
  unit: string;
  unit_price: number;
  /** `frames/16`: the frames of the input video, sixteen to the second, whatever its rate. */
  measure: 'seconds' | 'frames/16' | 'million-tokens' | 'videos' | 'images' | 'megapixels';
  /** Fields whose values, joined by `|`, choose the rate. */
  keys: readonly string[];
  /** USD for each second, million tokens, video, picture or megapixel. */
  rates: Readonly<Record<string, number>>;
  /** USD more for what goes in: each second of video, each picture. */
  inputs?: { second?: number; picture?: number };
  /** Where only the first megapixel of a picture has the full rate: USD for each further one, and for each that goes in. */
  further_megapixel?: number;
  source: string;
}

interface AnyModel {
  endpoint_id: string;
  title: string;
  /** As fal's catalog calls it. */
  category: string;
  fields: Readonly<Record<string, FieldRule>>;
  /** Of these fields exactly one must be there. */
  either?: readonly string[];
  /** Fields that may hold a picture; the first one that is filled is animated or changed. */
  picture_fields: readonly string[];
  /** Fields that may hold a video. */
  video_fields?: readonly string[];
  /** Fields that may hold a sound. */
  sound_fields?: readonly string[];
  price: PriceRule;
  returns_seed: boolean;
  /** What the Platform API says of it; default: active, with a schema. */
  platform?: { status?: 'deprecated'; expansion?: 'fails' };
}

export interface ClipModel extends AnyModel {
  makes: 'clip';
  /**
   * What an input video is for. `continue`: the clip shows it and goes on for the asked seconds. `change`: the clip
   * shows it, as long as it is. `motion`: its length counts, and a picture is shown. Default: it is looked at only.
   * Of the video only the first frame is shown; it then moves as every clip of the model does.
   */
  video_use?: 'continue' | 'change' | 'motion';
  default_seconds: number;
  /** Width and height at 16:9 by resolution; the first is the default. */
  sizes: Readonly<Record<string, readonly [number, number]>>;
  /** The truth that motion measures are tested against. */
  motion: Motion;
  /** Its answers carry a `video_id`, and its field of this name takes one: Sora 2 remixes what it made. */
  video_ids?: boolean;
}

export interface PictureModel extends AnyModel {
  makes: 'pictures';
  default_format: 'png' | 'jpeg' | 'webp';
}

export type SimulatedModel = ClipModel | PictureModel;

/** Where the simulator looks models up; a whole catalog can stand behind it. */
export interface ModelSource {
  /** `null` for what fal would answer 404. */
  find(endpointId: string): SimulatedModel | null;
  list(): readonly SimulatedModel[];
}
