import fc from 'fast-check';
import { readShippedFile } from './shipped-prices.ts';

/** What an endpoint may be asked for, as far as its price depends on it, and what is known of the files. */
export interface Task {
  args: Record<string, unknown>;
  video: { seconds: number; frames: number } | null;
  sound: number | null;
  pictures: { width: number; height: number }[];
}

/** Tasks with values that the endpoint's rule names, now and then one that it does not, and with files. */
export function tasksOf(endpointId: string): fc.Arbitrary<Task> {
  const row = readShippedFile().prices.find(({ endpoint_id }) => endpoint_id === endpointId);
  const names = Object.fromEntries(
    [...valuesIn(row?.['rule'])].map(([name, values]) => [name, fc.constantFrom(...values)]),
  );
  return fc
    .record({
      named: fc.record(names, { requiredKeys: [] }),
      duration: fc.option(fc.constantFrom<unknown>(3, 5, '8', '10s', 4, 'auto'), { nil: undefined, freq: 2 }),
      more: fc.record(MORE, { requiredKeys: [] }),
      files: FILES,
    })
    .map(({ named, duration, more, files }) => {
      const { video, sound, pictures } = files;
      return {
        args: {
          ...(duration === undefined ? {} : { duration }),
          ...more,
          ...named,
          ...(video === null ? {} : { video_url: 'https://a/1.mp4' }),
          ...(sound === null ? {} : { audio_url: 'https://a/1.wav' }),
          ...(pictures.length === 0
            ? {}
            : { image_urls: pictures.map((_, index) => `https://a/${index}.png`) }),
        },
        video: video === null ? null : { seconds: video, frames: Math.round(video * 24) },
        sound,
        pictures,
      };
    });
}

const MORE = {
  num_frames: fc.constantFrom(81, 97, 121, 162),
  num_images: fc.integer({ min: 1, max: 4 }),
  max_images: fc.integer({ min: 1, max: 4 }),
  generate_audio: fc.boolean(),
  generate_audio_switch: fc.boolean(),
  generate_multi_clip_switch: fc.boolean(),
  num_inference_steps: fc.integer({ min: 4, max: 40 }),
  image_size: fc.constantFrom<unknown>('square_hd', 'landscape_16_9', { width: 1500, height: 1000 }),
  video_size: fc.constantFrom<unknown>('landscape_4_3', { width: 1280, height: 720 }),
  aspect_ratio: fc.constantFrom('16:9', '9:16', '1:1', '21:9', 'auto'),
  multi_prompt: fc.constant([{ duration: '4' }, {}]),
  transitions: fc.constant([{ duration: 3 }, {}]),
  voice_ids: fc.constant(['v']),
  draft: fc.boolean(),
};

const FILES = fc.record({
  video: fc.option(fc.constantFrom(2, 4.2, 7.5, 12), { freq: 2 }),
  sound: fc.option(fc.constantFrom(1.5, 6, 20.25), { freq: 2 }),
  pictures: fc.array(
    fc.constantFrom({ width: 1280, height: 720 }, { width: 640, height: 640 }, { width: 2000, height: 3000 }),
    { maxLength: 3 },
  ),
});

/** The arguments that a rule names with values, and the values. */
function valuesIn(rule: unknown, found = new Map<string, unknown[]>()): Map<string, unknown[]> {
  if (typeof rule !== 'object' || rule === null) return found;
  const { keys, rates, usd_per_1k_tokens, argument, is } = rule as Record<string, unknown>;
  const put = (name: string, value: unknown) => found.set(name, [...(found.get(name) ?? []), value]);
  if (Array.isArray(keys)) {
    for (const row of Object.keys(rates ?? usd_per_1k_tokens ?? {})) {
      for (const [column, key] of keys.entries()) put(String(key), typed(row.split('|')[column] ?? ''));
    }
  }
  if (typeof argument === 'string' && is !== undefined) put(argument, is);
  for (const table of ['base_5s', 'base', 'per_video', 'sizes']) {
    for (const name of Object.keys((rule as Record<string, object>)[table] ?? {})) put('resolution', name);
  }
  for (const inside of Object.values(rule)) valuesIn(inside, found);
  return found;
}

const typed = (cell: string) => (/^(true|false)/.test(cell) ? cell.startsWith('true') : cell);
