import type { Arguments } from '../model-types.ts';
import type { Size } from '../../util/size.ts';

/** What a run was given and made, as far as its bill depends on it. */
export interface BilledCall {
  args: Arguments;
  /** fal's defaults of the model, where the rule names none. */
  standard?: Arguments;
  /** All input videos together. */
  video: { seconds: number; frames: number } | null;
  /** Seconds of the input sound. */
  sound: number | null;
  /** Of the pictures that went in. */
  pictures: readonly Size[];
  /** Seconds or pictures that were asked, or follow from what was given: what a made-up price counts. */
  asked: number;
  /** How long it makes a clip where that is left to it. */
  usual: number;
  /** How much longer than asked the file comes out. */
  longer: number;
  /** Of a picture that came out, where its size was left to the model. */
  made: Size | null;
  /** `2026-11-30` */
  today: string;
}

/** Thrown where the list has no price for these arguments. */
export class NoPrice extends Error {}

export function noPrice(why: string): never {
  throw new NoPrice(why);
}

/** A member that this kind of rule has. */
export function must<T>(member: T | undefined, name: string): T {
  return member ?? noPrice(`the rule has no ${name}`);
}

/** `"8s"`, `8` and `"8"` are one value, and capitals do not count. */
export const plain = (value: unknown) =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    .toLowerCase()
    .replace(/^(\d+(?:\.\d+)?)s$/, '$1');

export const same = (a: unknown, b: unknown) => plain(a) === plain(b);

/** A number above 0, also as text; `null` for `auto` and whatever else is none. */
export function amount(value: unknown): number | null {
  const number =
    typeof value === 'number' ? value : Number(/^\d+(?:\.\d+)?$/.test(plain(value)) ? plain(value) : NaN);
  return number > 0 && Number.isFinite(number) ? number : null;
}

export const numberIn = (value: unknown, name: string) => amount(value) ?? noPrice(`${name} is no number`);

export const hasVideo = ({ args, video }: BilledCall) =>
  video !== null ||
  Object.entries(args).some(([field, value]) => /(^|_)video_urls?$/.test(field) && urlsIn(value) > 0) ||
  elementsOf(args).some((element) => urlsIn(element['video_url']) > 0);

/** How many pictures the arguments name. */
export const picturesNamed = (args: Arguments) =>
  Object.entries(args).reduce(
    (sum, [field, value]) => sum + (/(^|_)(image|frame)_urls?$/.test(field) ? urlsIn(value) : 0),
    0,
  );

/** Kling: by the clip's own argument, or by one of its elements. */
export const hasVoice = (args: Arguments) =>
  urlsIn(args['voice_ids']) > 0 || elementsOf(args).some((element) => 'voice_id' in element);

const urlsIn = (value: unknown): number =>
  Array.isArray(value) ? value.length : typeof value === 'string' && value !== '' ? 1 : 0;

const elementsOf = ({ elements }: Arguments) =>
  (Array.isArray(elements) ? elements : []).filter(
    (element): element is Record<string, unknown> => typeof element === 'object' && element !== null,
  );
