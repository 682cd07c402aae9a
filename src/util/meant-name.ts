import { editDistance } from './edit-distance.ts';

/**
 * The parameter that a wrong name means: called otherwise elsewhere, or mistyped. `undefined` where that is not plain:
 * a wrong hint costs more than none.
 */
export function meantName(given: string, known: readonly string[]): string | undefined {
  const name = inSnakeCase(given);
  const about = core(name);
  const others = Object.entries(ALSO_CALLED)
    .filter(([parameter]) => known.includes(parameter))
    .map(([parameter, words]) => ({ parameter, words: words.split(' ') }));
  return (
    others.find(({ words }) => words.includes(name))?.parameter ??
    known.find((parameter) => core(parameter) === about) ??
    others.find(({ words }) => words.some((word) => core(word) === about))?.parameter ??
    known.find((parameter) => isMistyped(about, core(parameter)))
  );
}

/** What fal, its models and other programs call our parameters. Of several that have a word, the first is meant. */
const ALSO_CALLED: Record<string, string> = {
  model: 'endpoint',
  prompt: 'text text_prompt description instruction',
  negative_prompt: 'negative avoid exclude',
  aspect_ratio: 'ratio aspect',
  seed: 'random_seed',
  enhance_prompt: 'prompt_optimizer expand_prompt enable_prompt_expansion rewrite_prompt',
  args: 'arguments params parameters options extra input',
  image: 'start_image start_frame first_frame first_image input_image init_image source_image picture photo',
  references: 'images image_urls reference_images input_images image input_image source_image',
  end_image: 'end_frame last_frame last_image tail_image tail_frame final_frame',
  end_frame: 'end_image last_frame last_image',
  video: 'input_video source_video clip',
  sound: 'audio_url audio_file audio_path input_audio soundtrack music',
  audio: 'generate_audio with_audio enable_audio has_audio sound',
  duration: 'length seconds clip_length video_length clip_duration video_duration',
  size: 'image_size dimensions',
  count: 'num_images number_of_images image_count n',
  quote_id: 'quote confirm confirmation consent',
  idempotency_key: 'idempotency dedupe_key',
  task_slug: 'slug task_name label',
  wait_seconds: 'wait timeout max_wait wait_time wait_for_seconds',
  job_id: 'job id',
  job_ids: 'jobs ids',
  limit: 'max_results page_size per_page top',
  cursor: 'next_cursor page page_token offset after',
  detail: 'details verbose verbosity',
  state: 'status filter',
  status: 'state',
  since: 'after from start start_date from_date',
  group_by: 'group by',
  text: 'query search keyword q',
  task: 'kind category task_kind',
  max_price_usd: 'budget max_cost max_usd',
  file: 'experiment experiment_file plan path name',
  matrix: 'plan cells',
  experiment: 'file experiment_file slug name',
  learning: 'text note verdict lesson finding',
  retry_failed: 'retry rerun_failed',
  picture: 'image photo input source',
  show: 'view mode',
  colour: 'color background background_color background_colour',
};

const inSnakeCase = (name: string) =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toLowerCase();

/** Words that say of what kind a value is, and not what it is for: sharing one means nothing. */
const OF_KIND = new Set(['second', 'sec', 's', 'url', 'uri', 'path', 'file', 'usd', 'id']);

/** What a name is about, in the singular: `length` of `length_seconds`. */
function core(name: string): string {
  const words = name.split('_').map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
  const telling = words.filter((word) => !OF_KIND.has(word));
  return (telling.length === 0 ? words : telling).join('_');
}

/** One slip in five letters, two in nine, three in thirteen; short words are too like each other. */
function isMistyped(given: string, word: string): boolean {
  const most = Math.floor((Math.min(given.length, word.length) - 1) / 4);
  return Math.abs(given.length - word.length) <= most && editDistance(given, word) <= most;
}
