import { plainModel } from './generic-model.ts';
import { motionOf } from './motions.ts';
import type { ClipModel, FieldCheck, SimulatedModel } from '../model-types.ts';
import type { Published } from '../published.ts';
import { rulesOf } from './rules-of-schema.ts';

/** The model behind an endpoint of the catalog, which checks what fal published. */
export function catalogModel(known: Published): SimulatedModel {
  const { endpoint_id, medium, input = {}, result = {}, status } = known;
  const fields = known.partial === true ? loosely(rulesOf(input)) : rulesOf(input);
  const names = filesIn(fields);
  const common = {
    category: categoryOf(known),
    fields,
    picture_fields: byPlace(names.filter((name) => !/video|audio|voice|sound|music/.test(name))),
    published: known,
    returns_seed: result.properties?.['seed'] !== undefined,
    ...(status?.state === 'retired' ? { platform: { status: 'deprecated' as const } } : {}),
  };
  const plain = plainModel(endpoint_id, medium);
  if (plain.makes === 'pictures') return { ...plain, ...common };
  return {
    ...plain,
    ...common,
    ...useOf(known),
    video_fields: byPlace(names.filter((name) => name.includes('video') && !/mask|audio/.test(name))),
    sound_fields: names.filter((name) => /audio|voice|sound|music/.test(name)),
    default_seconds: secondsOf(fields),
    motion: motionOf(endpoint_id),
    ...(known.sound === undefined ? {} : { sound: known.sound }),
  };
}

/** Pages of models print what a field may be, and not always of which type. */
const loosely = (fields: Readonly<Record<string, FieldCheck>>): Record<string, FieldCheck> =>
  Object.fromEntries(Object.entries(fields).map(([name, rule]) => [name, { ...rule, type: 'any' }]));

/** Fields whose values are addresses of files. */
const filesIn = (fields: Readonly<Record<string, FieldCheck>>) =>
  Object.keys(fields).filter((name) => /_urls?$/.test(name) && !/lora|weights|webhook|config/.test(name));

/** What a clip starts with first, then what it is like, ends with or is masked by. */
function byPlace(names: readonly string[]): string[] {
  const place = (name: string) => PLACES.findIndex((words) => words.test(name));
  return names.toSorted((a, b) => place(a) - place(b));
}
const PLACES = [
  /^image_url$|^video_url$/,
  /start|first|source/,
  /^image_urls$|^video_urls$/,
  /^(?!.*(?:end|last|tail|mask))/,
  /./,
];

/** Not the reading that it tests, but fal's own: reference-to-video goes under image-to-video (seen in its API). */
function categoryOf({ tasks: [task = ''] }: Published): string {
  return CATEGORIES[task] ?? task;
}
const CATEGORIES: Readonly<Record<string, string>> = {
  'image-edit': 'image-to-image',
  edit: 'video-to-video',
  extend: 'video-to-video',
  'motion-control': 'video-to-video',
  'reference-to-video': 'image-to-video',
  'first-last-frame': 'image-to-video',
};

function useOf({ tasks }: Published): Pick<ClipModel, 'video_use'> {
  if (tasks.includes('extend')) return { video_use: 'continue' };
  if (tasks.includes('motion-control')) return { video_use: 'motion' };
  return tasks.includes('edit') ? { video_use: 'change' } : {};
}

/** The length that it makes of itself: of its own default, or of its frames. */
function secondsOf({
  duration,
  num_frames,
  frames_per_second,
  fps,
}: Readonly<Record<string, FieldCheck>>): number {
  const asked = Number.parseFloat(String(duration?.default));
  if (asked > 0) return asked;
  const frames = Number(num_frames?.default) / Number(frames_per_second?.default ?? fps?.default ?? 24);
  return frames > 0 ? Math.round(frames * 1000) / 1000 : 5;
}
