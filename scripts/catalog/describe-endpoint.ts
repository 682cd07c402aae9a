// What an endpoint does, read from its id and from the fields of its input and output; never from its name alone
// where the fields say otherwise.
import type { CatalogEntry } from '../../src/models/catalog.ts';
import type { TaskKind } from '../../src/models/types.ts';
import type { Fact, Schema } from './source-files.ts';

const FIRST = [
  'first_frame_url',
  'first_image_url',
  'start_image_url',
  'image_url',
  'input_image_url',
  'source_image_url',
];
const LAST = ['last_frame_url', 'end_image_url', 'tail_image_url', 'last_image_url'];
const REFERENCES = [
  'reference_image_urls',
  'ref_image_urls',
  'image_urls',
  'input_image_urls',
  'reference_image_url',
];
const VIDEOS = ['video_url', 'video_urls', 'source_video_url', 'reference_video_urls', 'control_video_url'];

/** `video`, `image`, or nothing for an endpoint whose result is neither. */
export function mediumOf(
  id: string,
  { properties = {}, required = [] }: Schema,
): CatalogEntry['medium'] | null {
  const names = Object.keys(properties);
  if (names.some((name) => /glb|mesh|fbx|gaussian|lora_file|^lottie_file$/.test(name))) return null;
  if (/(?:^|[/-])(?:trainer|3d|ffmpeg-api|workflow-utilities)(?:$|[/-])|-to-3d/.test(id)) return null;
  const has = (...wanted: string[]) => wanted.some((name) => names.includes(name));
  if (has('video', 'videos')) return 'video';
  // A picture beside a required answer in words is an illustration of it (detection, captions).
  const answers = required.filter((name) => /^(?:results?|outputs?|text|rle|objects|points)$/.test(name));
  return has('image', 'images') && answers.length === 0 ? 'image' : null;
}

/** The kinds of task that an endpoint can do, in our words. */
export function tasksOf(id: string, medium: CatalogEntry['medium'] | null, input: Schema): TaskKind[] {
  const names = Object.keys(input.properties ?? {});
  const has: Includes = (list) => list.some((name) => names.includes(name));
  const needs: Includes = (list) => list.some((name) => input.required?.includes(name));
  return medium === 'image' ? imageTasks(has, needs, id) : videoTasks(id, has, needs, names);
}

type Includes = (list: readonly string[]) => boolean;

function imageTasks(has: Includes, needs: Includes, id: string): TaskKind[] {
  if (needs([...FIRST, ...REFERENCES]) || /\/(?:edit|image-to-image|remix|inpaint)/.test(id))
    return ['image-edit'];
  if (!has(['prompt'])) return [];
  return has([...FIRST, ...REFERENCES]) ? ['text-to-image', 'image-edit'] : ['text-to-image'];
}

function videoTasks(id: string, has: Includes, needs: Includes, names: readonly string[]): TaskKind[] {
  if (/extend|extension/.test(id) && has(VIDEOS)) return ['extend'];
  if (/motion-control/.test(id)) return ['motion-control'];
  if (/reference-to-video|subject-reference|\/elements$/.test(id)) return ['reference-to-video'];
  if (needs([...VIDEOS, 'video_id'])) return ['edit'];
  if (needs(LAST) && has(FIRST)) return ['first-last-frame'];
  const tasks: TaskKind[] = [];
  if (has(FIRST) && !/text-to-video/.test(id)) {
    tasks.push('image-to-video');
    if (has(LAST)) tasks.push('first-last-frame');
  } else if (has(REFERENCES) && (needs(REFERENCES) || /image-to-video|pikascenes|scenes/.test(id))) {
    tasks.push('reference-to-video');
  }
  if (!needs([...FIRST, ...REFERENCES]) && names.includes('prompt') && !/image-to-video/.test(id)) {
    tasks.push('text-to-video');
  }
  return tasks;
}

/** The task words of the price list in ours. */
export function tasksOfRow(task: Fact['task']): TaskKind[] {
  if (task === null || task === 'audio-to-video') return [];
  return [task === 'image-to-image' ? 'image-edit' : task];
}

/** What the price list says and what the fields say; its word for a picture is dropped where no field takes a first frame. */
export function joinTasks(own: readonly TaskKind[], task: Fact['task'], input: Schema): TaskKind[] {
  const starts = Object.keys(input.properties ?? {}).some((name) => FIRST.includes(name));
  const said = tasksOfRow(task).filter((each) => own.length === 0 || starts || each !== 'image-to-video');
  return [...new Set([...said, ...own])];
}

/** Families as people name them; the first that the id holds as a word wins. */
const FAMILIES: readonly [string, RegExp][] = [
  ['kling', /kling/],
  ['veo', /\/veo\d/],
  ['sora', /\/sora/],
  ['hailuo', /minimax\/(?:hailuo|h3|video-01)|minimax-video|\/minimax$/],
  ['seedance', /seedance/],
  ['seedream', /seedream/],
  ['pixverse', /pixverse/],
  ['happy-horse', /happy-horse/],
  ['grok-imagine', /grok-imagine/],
  ['gemini-omni', /gemini-omni/],
  ['nano-banana', /nano-banana/],
  ['z-image', /z-image/],
  ['qwen-image', /qwen-image/],
  ['hunyuan', /hunyuan/],
  ['luma', /luma/],
  ['pika', /\/pika\//],
  ['vidu', /\/vidu\//],
  ['ltx', /\/ltx/],
  ['wan', /(?:^|\/)wan(?:[-/]|$)|\/wan\d/],
  ['flux', /\/flux(?:[-/\d]|$)/],
  ['reve', /(?:^|\/)reve\//],
  ['recraft', /recraft/],
  ['ideogram', /ideogram/],
];

export function familyOf(id: string): string {
  const named = FAMILIES.find(([, pattern]) => pattern.test(id));
  if (named !== undefined) return named[0];
  const [owner = '', app = ''] = id.split('/');
  return (owner === 'fal-ai' ? app : owner).toLowerCase();
}
