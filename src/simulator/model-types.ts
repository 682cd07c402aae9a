import type { Recording } from './recordings.ts';
import type { Motion } from '../media/types.ts';
import type { Published } from './published.ts';

/** What a model is called with. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What the Platform API says that a model's bills are counted in. */
export interface PriceTag {
  unit: string;
  unit_price: number;
}

/** One field of a model's input, as far as the simulator checks it. */
export interface FieldCheck {
  /** `size` is one of the allowed names, or an object with a width and a height. */
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'size' | 'any';
  required?: boolean;
  allowed?: readonly (string | number)[];
  default?: string | number | boolean;
  min?: number;
  max?: number;
  /** Of an array: how many items it may have. */
  least?: number;
  most?: number;
  /** Of a text: how many characters it may have. */
  longest?: number;
}

interface AnyModel {
  endpoint_id: string;
  title: string;
  /** As fal's catalog calls it. */
  category: string;
  fields: Readonly<Record<string, FieldCheck>>;
  /** Of these fields exactly one must be there. */
  either?: readonly string[];
  /** Fields that may hold a picture; the first one that is filled is animated or changed. */
  picture_fields: readonly string[];
  /** Fields that may hold a video. */
  video_fields?: readonly string[];
  /** Fields that may hold a sound. */
  sound_fields?: readonly string[];
  /** A made-up one, for each second or picture. Without it the shipped price list says what it costs. */
  price?: PriceTag;
  /** It is billed so many times what the list says: lists grow old. */
  strays?: number;
  returns_seed: boolean;
  /** What fal published of it, which the Platform API tells; absent where nothing is known but this. */
  published?: Published;
  /** What it answers instead of working. */
  recording?: Recording;
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
  /** Its clips have sound without a switch. */
  sound?: 'always';
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
