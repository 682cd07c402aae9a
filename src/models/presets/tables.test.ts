import { describe, expect, it } from 'vitest';
import { FalVideoError } from '../../errors.ts';
import { loadModels } from '../index.ts';
import type { Task } from '../types.ts';

/**
 * One table a preset: what each word of a task becomes in the body that fal gets. The bodies are written
 * out, so that a slip in the data cannot hide behind the code that reads it.
 */

const models = loadModels();
const A = 'https://example.com/a.png';
const Z = 'https://example.com/z.png';
const base: Task = { prompt: 'a walk', inputs: { first_frame: [A] } };

const body = (model: string, task: Task) => models.resolve(model, { ...base, ...task }).arguments;

function refusal(model: string, task: Task): { code: string; message: string; next: string | undefined } {
  try {
    models.resolve(model, { ...base, ...task });
  } catch (error) {
    if (error instanceof FalVideoError)
      return { code: error.code, message: error.message, next: error.next?.text };
    throw error;
  }
  throw new Error('it was not refused');
}

const KLING_NEGATIVE = 'blur, distort, low quality, camera drift, extra limbs, duplicate body parts';

interface PresetTable {
  alias: string;
  endpoint_id: string;
  /** The body for the prompt "a walk" and a first frame, nothing else asked. */
  plain: Record<string, unknown>;
  durations: Record<number, unknown>;
  /** Each further thing that may be asked, and what it changes in the body. */
  asked: [Task, Record<string, unknown>][];
  refused: [Task, string, RegExp][];
}

const SEEDANCE_ASKED: PresetTable['asked'] = [
  [{ inputs: { first_frame: [A], last_frame: [Z] } }, { end_image_url: Z }],
  [{ resolution: '480p' }, { resolution: '480p' }],
  [{ resolution: '1080P' }, { resolution: '1080p' }],
  [{ aspect_ratio: '21:9' }, { aspect_ratio: '21:9' }],
  [{ seed: 0 }, { seed: 0 }],
  [{ prompt: '' }, { prompt: '' }],
  [{ args: { camera_fixed: false } }, { camera_fixed: false }],
  [{ args: { made_up: [1] } }, { made_up: [1] }],
];

const SEEDANCE_REFUSED: PresetTable['refused'] = [
  [{ duration: 13 }, 'INVALID_DURATION', /13 s\. Allowed seconds: .*12/],
  [{ duration: 5.5 }, 'INVALID_DURATION', /5\.5 s/],
  [{ duration: -6 }, 'INVALID_DURATION', /-6 s/],
  [{ resolution: '4k' }, 'INVALID_ARGUMENT', /resolution is "4k"; allowed: "480p", "720p", "1080p"/],
  [{ negative_prompt: 'blur' }, 'UNSUPPORTED_FIELD', /cannot take negative_prompt/],
  [{ enhance_prompt: false }, 'UNSUPPORTED_FIELD', /cannot take enhance_prompt false/],
  [{ seed: 1.5 }, 'INVALID_ARGUMENT', /seed is 1\.5; it must be of type integer/],
  [{ seed: -2 }, 'INVALID_ARGUMENT', /at least -1/],
  [{ args: { duration: 6 } }, 'INVALID_ARGUMENT', /duration is 6; allowed: .*"6"/],
  [{ inputs: { first_frame: [A], reference: [Z] } }, 'UNSUPPORTED_INPUT', /a reference input/],
  [{ inputs: {} }, 'MISSING_INPUT', /needs a first_frame \(its argument image_url\)/],
  [{ inputs: { first_frame: [A, Z] } }, 'INVALID_INPUT', /exactly one file or URL as first_frame; got 2/],
  [{ inputs: { first_frame: [''] } }, 'INVALID_INPUT', /empty/],
  [{ kind: 'first-last-frame' }, 'MISSING_INPUT', /needs a last_frame .* for first-last-frame/],
  [{ kind: 'text-to-video' }, 'UNSUPPORTED_TASK', /cannot take the task text-to-video/],
];

const TABLES: PresetTable[] = [
  {
    alias: 'seedance-pro-i2v',
    endpoint_id: 'fal-ai/bytedance/seedance/v1/pro/image-to-video',
    plain: {
      prompt: 'a walk',
      image_url: A,
      duration: '6',
      resolution: '720p',
      aspect_ratio: 'auto',
      camera_fixed: true,
      enable_safety_checker: true,
    },
    durations: {
      2: '2',
      3: '3',
      4: '4',
      5: '5',
      6: '6',
      7: '7',
      8: '8',
      9: '9',
      10: '10',
      11: '11',
      12: '12',
    },
    asked: [...SEEDANCE_ASKED, [{ audio: false }, {}]],
    refused: [
      ...SEEDANCE_REFUSED,
      [{ audio: true }, 'UNSUPPORTED_FIELD', /cannot take audio true/],
      [{ args: { num_frames: 0 } }, 'INVALID_ARGUMENT', /num_frames is 0; at least 1/],
      [{ duration: 5, args: { num_frames: 48 } }, 'CONFLICTING_ARGUMENTS', /duration and num_frames/],
    ],
  },
  {
    alias: 'seedance-v1.5-pro-i2v',
    endpoint_id: 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    plain: {
      prompt: 'a walk',
      image_url: A,
      duration: '6',
      resolution: '720p',
      aspect_ratio: 'auto',
      generate_audio: false,
      camera_fixed: true,
      enable_safety_checker: true,
    },
    durations: { 4: '4', 5: '5', 6: '6', 7: '7', 8: '8', 9: '9', 10: '10', 11: '11', 12: '12' },
    asked: [...SEEDANCE_ASKED, [{ audio: true }, { generate_audio: true }]],
    refused: [...SEEDANCE_REFUSED, [{ duration: 3 }, 'INVALID_DURATION', /3 s/]],
  },
  {
    alias: 'kling-v3-pro-i2v',
    endpoint_id: 'fal-ai/kling-video/v3/pro/image-to-video',
    plain: {
      prompt: 'a walk',
      start_image_url: A,
      duration: '6',
      generate_audio: false,
      negative_prompt: KLING_NEGATIVE,
      cfg_scale: 0.5,
    },
    durations: {
      3: '3',
      4: '4',
      5: '5',
      6: '6',
      7: '7',
      8: '8',
      9: '9',
      10: '10',
      11: '11',
      12: '12',
      13: '13',
      14: '14',
      15: '15',
    },
    asked: [
      [{ inputs: { first_frame: [A], last_frame: [Z] } }, { end_image_url: Z }],
      [{ audio: true }, { generate_audio: true }],
      [{ negative_prompt: '' }, { negative_prompt: '' }],
      [{ args: { cfg_scale: 0 } }, { cfg_scale: 0 }],
      [{ args: { voice_ids: ['v'] } }, { voice_ids: ['v'] }],
    ],
    refused: [
      [{ duration: 2 }, 'INVALID_DURATION', /2 s\. Allowed seconds: 3–15/],
      [{ duration: 5.5 }, 'INVALID_DURATION', /5\.5 s/],
      [
        { resolution: '720p' },
        'UNSUPPORTED_FIELD',
        /resolution 720p\. .* fields prompt, negative_prompt, audio/,
      ],
      [{ aspect_ratio: '16:9' }, 'UNSUPPORTED_FIELD', /aspect_ratio 16:9/],
      [{ seed: 0 }, 'UNSUPPORTED_FIELD', /seed 0/],
      [{ enhance_prompt: true }, 'UNSUPPORTED_FIELD', /enhance_prompt true/],
      [{ inputs: { first_frame: [A], reference: [Z] } }, 'UNSUPPORTED_INPUT', /a reference input/],
      [{ inputs: {} }, 'MISSING_INPUT', /start_image_url/],
      [{ args: { cfg_scale: 1.5 } }, 'INVALID_ARGUMENT', /cfg_scale is 1\.5; at most 1/],
      [{ args: { multi_prompt: [{ prompt: 'b' }] } }, 'CONFLICTING_ARGUMENTS', /prompt and multi_prompt/],
    ],
  },
  {
    alias: 'hailuo-02-standard-i2v',
    endpoint_id: 'fal-ai/minimax/hailuo-02/standard/image-to-video',
    plain: { prompt: 'a walk', image_url: A, duration: '6', resolution: '768P', prompt_optimizer: false },
    durations: { 6: '6', 10: '10' },
    asked: [
      [{ inputs: { first_frame: [A], last_frame: [Z] } }, { end_image_url: Z }],
      [{ resolution: '768p' }, { resolution: '768P' }],
      [{ resolution: '512P' }, { resolution: '512P' }],
      [{ enhance_prompt: true }, { prompt_optimizer: true }],
      [{ audio: false }, {}],
    ],
    refused: [
      [{ duration: 7 }, 'INVALID_DURATION', /7 s\. Allowed seconds: 6, 10/],
      [{ resolution: '720p' }, 'INVALID_ARGUMENT', /allowed: "512P", "768P"/],
      [{ audio: true }, 'UNSUPPORTED_FIELD', /audio true/],
      [{ seed: 7 }, 'UNSUPPORTED_FIELD', /seed 7/],
      [{ aspect_ratio: '16:9' }, 'UNSUPPORTED_FIELD', /aspect_ratio/],
      [{ negative_prompt: 'x' }, 'UNSUPPORTED_FIELD', /negative_prompt/],
      [{ inputs: { first_frame: [A], video: [Z] } }, 'UNSUPPORTED_INPUT', /a video input/],
      [{ inputs: {} }, 'MISSING_INPUT', /image_url/],
    ],
  },
  {
    alias: 'veo-3.1-fast-i2v',
    endpoint_id: 'fal-ai/veo3.1/fast/image-to-video',
    plain: {
      prompt: 'a walk',
      image_url: A,
      duration: '6s',
      resolution: '720p',
      aspect_ratio: 'auto',
      generate_audio: false,
      auto_fix: false,
      safety_tolerance: '4',
    },
    durations: { 4: '4s', 6: '6s', 8: '8s' },
    asked: [
      [{ resolution: '4K' }, { resolution: '4k' }],
      [{ aspect_ratio: '9:16' }, { aspect_ratio: '9:16' }],
      [{ audio: true }, { generate_audio: true }],
      [{ negative_prompt: 'blur' }, { negative_prompt: 'blur' }],
      [{ seed: 0 }, { seed: 0 }],
      [{ args: { safety_tolerance: '1' } }, { safety_tolerance: '1' }],
    ],
    refused: [
      [{ duration: 7 }, 'INVALID_DURATION', /7 s\. Allowed seconds: 4, 6, 8/],
      [{ duration: 0 }, 'INVALID_DURATION', /0 s/],
      [{ aspect_ratio: '1:1' }, 'INVALID_ARGUMENT', /allowed: "auto", "16:9", "9:16"/],
      [{ args: { duration: '7s' } }, 'INVALID_ARGUMENT', /duration is "7s"; allowed: "4s", "6s", "8s"/],
      [{ args: { generate_audio: 'yes' } }, 'INVALID_ARGUMENT', /must be of type boolean/],
      [{ enhance_prompt: true }, 'UNSUPPORTED_FIELD', /enhance_prompt/],
      [{ inputs: { first_frame: [A], last_frame: [Z] } }, 'UNSUPPORTED_INPUT', /a last_frame input/],
      [{ inputs: { first_frame: [A], audio: [Z] } }, 'UNSUPPORTED_INPUT', /an? audio input/],
      [{ inputs: {} }, 'MISSING_INPUT', /image_url/],
    ],
  },
];

describe.each(TABLES)('$alias', ({ alias, endpoint_id, plain, durations, asked, refused }) => {
  it('sends its defaults where nothing is asked', () => {
    expect(models.resolve(alias, base)).toMatchObject({ endpoint_id, model_alias: alias, arguments: plain });
    expect(body(endpoint_id, {})).toEqual(plain);
  });

  it('has exactly the durations of its table', () => {
    expect(models.get(alias).durations).toEqual(Object.keys(durations).map(Number));
  });

  it.each(Object.entries(durations))('spells %s seconds as %j', (seconds, spelled) => {
    expect(body(alias, { duration: Number(seconds) })).toEqual({ ...plain, duration: spelled });
  });

  it.each(asked)('turns %j into %j', (task, changes) => {
    expect(body(alias, task)).toEqual({
      ...plain,
      ...('prompt' in task ? { prompt: task.prompt } : {}),
      ...changes,
    });
  });

  it.each(refused)('refuses %j with %s', (task, code, message) => {
    const error = refusal(alias, task);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(alias);
    expect(error.next).toBeTruthy();
  });
});

it('names the models that have what this one lacks, the nearest of its family first', () => {
  const { next } = refusal('veo-3.1-fast-i2v', { inputs: { first_frame: [A], last_frame: [Z] } });
  expect(next).toMatch(/use a model that takes it: veo-3\.1-fast-flf, veo-3\.1-/);
  expect(next).not.toContain('veo-3.1-fast-i2v');
});

it('leaves the preset duration out where the length is given in frames', () => {
  const { arguments: args, fields } = models.resolve('seedance-pro-i2v', {
    ...base,
    args: { num_frames: 48 },
  });
  expect(args).not.toHaveProperty('duration');
  expect(args).toHaveProperty('num_frames', 48);
  expect(fields).toContainEqual({
    field: 'duration',
    origin: 'preset',
    note: 'left out for num_frames: num_frames overrides duration at fal',
  });
});
