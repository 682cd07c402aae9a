/** A rule of the price list, as it is written there: `kind` says which members it has. */
export interface Rule extends Table {
  kind: string;
  seconds?: ListedSeconds;
  rate?: number | Figures;
  price?: number;
  images?: Count;
  size?: SizeRule;
  multiply?: readonly Factor[];
  add?: readonly Adder[];
  /** first_plus_extra */
  first_seconds?: number;
  first_price?: number;
  extra_per_second?: number;
  /** clip_formula */
  base_5s?: Figures;
  duration_factor?: Figures;
  add_before_multiplying?: readonly { when: ListedCondition; usd: Figures }[];
  /** base_plus_per_second, mixed */
  base?: Figures;
  per_video?: Figures;
  /** sum, conditional */
  parts?: readonly (Rule & { with_video_only?: true })[];
  when?: ListedCondition;
  matching?: Rule;
  otherwise?: Rule;
  /** tokens */
  usd_per_1k_tokens?: Figures;
  fps?: number;
  frames_argument?: string;
  extra_frames?: number;
  expect?: string;
  video_factor?: number;
  draft?: { argument: string; resolution: string };
  sizes?: Readonly<Record<string, { page: Pixels; aspects: Readonly<Record<string, Pixels>> }>>;
  /** megapixel_frames, megapixel_first_extra, per_image_by_area */
  usd_per_mp?: number;
  frames?: { argument: string; default: number };
  first_output_mp?: number;
  extra_mp?: number;
  areas?: readonly { up_to: Pixels; usd: number }[];
  size_argument?: string;
  /** provider_tokens */
  per?: { seconds: ListedSeconds } | { images: Count };
}

export type Figures = Readonly<Record<string, number>>;
export type Pixels = readonly [width: number, height: number];

export interface Table {
  keys?: readonly string[];
  rates?: Figures;
  defaults?: Readonly<Record<string, unknown>>;
  voice_key?: string;
  others_as_dearest?: true;
  promo?: { until: string; rates: Figures };
}

export interface ListedSeconds {
  of: string;
  argument?: string;
  default?: number | string | null;
  shortest?: number;
  longest?: number;
  longest_by?: { argument: string; default?: unknown; seconds: Figures };
  shots?: { argument: string; default: number };
  as_input?: unknown;
  comes_out?: object;
  at_least?: number;
  round_up?: true;
  seconds?: number;
  per_second?: number;
  per_second_argument?: string;
  cut?: true;
  output?: ListedSeconds;
  longest_input?: number;
  output_factor?: number;
}

export interface Count {
  argument: string;
  default: number;
}

export interface SizeRule {
  argument: string;
  default: string | null;
  /** Without the argument it is as large as the picture that went in. */
  as_input?: boolean;
}

export interface ListedCondition {
  argument?: string;
  is?: unknown;
  above?: number;
  billed_seconds_above?: number;
  input_video_above?: number;
  input_video?: true;
}

/** Times a factor under a condition, or times an argument's share of `beyond` where it is larger. */
export type Factor = { when: ListedCondition; factor: number } | { argument: string; beyond: number };

export interface Adder {
  usd: number;
  per: string;
  when?: ListedCondition;
  free?: number;
  at_least?: number;
  tokens_per_picture?: number;
  disputed?: true;
}
