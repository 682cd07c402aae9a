import type { FileLimits } from './check-picture.ts';
import type { Micros } from '../util/money.ts';
import type { CallFacts } from './price-rules/index.ts';

export const TASK_KINDS = [
  'image-to-video',
  'text-to-video',
  'first-last-frame',
  'reference-to-video',
  'extend',
  'edit',
  'motion-control',
  'text-to-image',
  'image-edit',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** The roles that a picture, video or sound can have in a task. */
export const ROLES = ['first_frame', 'last_frame', 'reference', 'video', 'audio'] as const;
export type Role = (typeof ROLES)[number];

/** What the user wants, in words that every model shares. Absent members are left to the model's preset. */
export interface Task {
  kind?: TaskKind;
  prompt?: string;
  negative_prompt?: string;
  duration?: number;
  resolution?: string;
  aspect_ratio?: string;
  /** Of a picture: the model's own word (`square_hd`) or pixels (`1280x720`). */
  size?: string;
  /** How many pictures. */
  count?: number;
  seed?: number;
  audio?: boolean;
  enhance_prompt?: boolean;
  /** Which roles are filled, with what will stand in the field: an https URL, or a placeholder before the upload. */
  inputs?: Partial<Record<Role, readonly string[]>>;
  /** The model's own arguments; they win over everything and are reported as overrides. */
  args?: Record<string, unknown>;
  /** Insists on an endpoint that fal has retired. */
  allow_retired?: boolean;
}

export type FieldOrigin = 'asked' | 'preset' | 'fal-default' | 'override' | 'adjusted';

/** How one field of the arguments came to its value. */
export interface FieldRecord {
  field: string;
  /** What the task asked, where it asked. */
  asked?: unknown;
  /** What is sent; absent when fal's own default stands. */
  sent?: unknown;
  origin: FieldOrigin;
  note?: string;
}

export interface Resolution {
  endpoint_id: string;
  model_alias: string | null;
  arguments: Record<string, unknown>;
  fields: FieldRecord[];
  /** Warnings that do not refuse: audio that costs, a default that the price rule does not know. */
  notes: string[];
}

export interface ModelSummary {
  alias: string | null;
  endpoint_id: string;
  family: string;
  /** The first part of the endpoint id. */
  owner: string;
  title: string;
  /** An unlisted endpoint may be on its way out; a retired one is refused. */
  status: 'active' | 'unlisted' | 'retired';
  tasks: TaskKind[];
  durations: readonly number[] | null;
  resolutions: readonly string[] | null;
  /** Makes sound, always or by a switch. */
  audio: boolean;
  /** Never, always, by a switch, or nobody says. */
  sound: 'none' | 'always' | 'switch' | 'unknown';
  end_frame: boolean;
  /** Has an argument for several shots in one clip. */
  several_shots: boolean;
  /** In words, short: `$0.045/s at 768P`. */
  price: string;
  /** Price of the preset's default run; `null` when it cannot be computed. */
  default_price_micros: Micros | null;
  /** The same by the second of video, where the length of the default run is known. */
  price_per_second_micros: Micros | null;
  /** commercial, research or private; `null` until the Platform API says it. */
  licence: string | null;
  /** The day on which fal put it up; `null` until the Platform API says it. */
  added: string | null;
  /** The day of what is known of its arguments; `null` where it is not dated. */
  as_of: string | null;
}

export interface ModelDetail extends ModelSummary {
  /** Which roles it takes, and the argument of each. */
  inputs: InputDoc[];
  /** The words of a task that it takes, and the argument of each: `{"audio": "generate_audio"}`. */
  words: Record<string, string>;
  /** The model's own arguments: name, type, allowed values, default, one line. */
  arguments: ArgumentDoc[];
  preset_defaults: Record<string, unknown>;
  notes: string[];
  price_rule: PriceFacts;
}

export interface InputDoc {
  role: Role;
  argument: string;
  required: boolean;
  /** A list of files. */
  many: boolean;
  most?: number;
}

export interface ArgumentDoc {
  name: string;
  type: string;
  required: boolean;
  allowed?: readonly (string | number | boolean)[];
  minimum?: number;
  maximum?: number;
  /** fal's own default, where it is known. */
  default?: unknown;
  about?: string;
}

export interface PriceFacts {
  rule: string;
  source: string;
  as_of: string;
  confidence: string;
}

/** A price before the fact. `null` money is an honest unknown, with the reason in `rule`. */
export interface PriceEstimate {
  low: Micros | null;
  expected: Micros | null;
  high: Micros | null;
  rule: string;
  source: string;
  as_of: string;
}

/** The model knowledge that the rest of the program asks. */
export interface Models {
  /** Every known model, presets first, then by id. */
  list(filter?: ModelFilter): ModelSummary[];
  /** By alias or exact endpoint id; an unknown one is an input error that offers the nearest names. */
  get(model: string): ModelDetail;
  /** What an endpoint takes and gives as JSON Schema; `null` where it is not known. */
  schemas(model: string): ModelSchemas;
  /** What files in a role must be like, as far as fal says it. */
  limits(model: string): Partial<Record<Role, FileLimits>>;
  /** Task → arguments for one model, checked; throws an input error that names the field and its allowed values. */
  resolve(model: string, task: Task): Resolution;
  /** What these arguments cost on this endpoint. Never throws for an unknown price. */
  price(endpointId: string, args: Record<string, unknown>, facts?: CallFacts): PriceEstimate;
  /** Reads the files again at the next question: a model was added. */
  reload(): void;
}

export interface ModelSchemas {
  input: Record<string, unknown> | null;
  result: Record<string, unknown> | null;
  /** Not all arguments are known. */
  partial: boolean;
  source: string;
  as_of: string;
}

/** Every part narrows. What is not known of a model never passes a filter on it. */
export interface ModelFilter {
  /** true: only models with a preset. */
  preset?: boolean;
  /** Words in alias, id, family or title. */
  text?: string;
  owner?: string;
  status?: ModelSummary['status'];
  resolution?: string;
  max_price_per_second_micros?: Micros;
  licence?: string;
  /** `2026-06-01`: only what fal put up on that day or later. */
  added_since?: string;
  task?: TaskKind;
  family?: string;
  /** true: makes sound; false: can be silent. */
  audio?: boolean;
  end_frame?: boolean;
  several_shots?: boolean;
  duration?: number;
  max_default_price_micros?: Micros;
}
