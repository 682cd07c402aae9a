import { describe, expect, it } from 'vitest';
import { FalVideoError } from '../../errors.ts';
import { loadModels } from '../index.ts';
import type { Task } from '../types.ts';

const models = loadModels();
const A = 'https://example.com/a.png';
const Z = 'https://example.com/z.png';
const base: Task = { prompt: 'a walk', inputs: { first_frame: [A] } };

describe('Kling in several shots', () => {
  const task = (multi_prompt: unknown[]): Task => ({ inputs: { first_frame: [A] }, args: { multi_prompt } });

  it('takes shots in place of a prompt', () => {
    const shots = [{ prompt: 'a', duration: '7' }, { prompt: 'b' }];
    expect(models.resolve('kling-v3-pro-i2v', task(shots)).arguments).toMatchObject({
      multi_prompt: shots,
      duration: '12',
    });
  });

  it('refuses a length that is not the sum of the shots', () => {
    const shots = [{ prompt: 'a', duration: '7' }];
    expect(() => models.resolve('kling-v3-pro-i2v', { ...task(shots), duration: 8 })).toThrow(
      /comes to 7, but duration is 8/,
    );
    expect(models.resolve('kling-v3-pro-i2v', { ...task(shots), duration: 7 }).arguments).toHaveProperty(
      'duration',
      '7',
    );
  });

  it('refuses shots of more than 15 seconds together', () => {
    const shots = [{ prompt: 'a', duration: '11' }, { prompt: 'b' }];
    expect(() => models.resolve('kling-v3-pro-i2v', task(shots))).toThrow(/comes to 16, at most 15/);
  });

  it('needs one of prompt and shots', () => {
    expect(() => models.resolve('kling-v3-pro-i2v', { inputs: { first_frame: [A] } })).toThrow(
      /needs one of prompt, multi_prompt/,
    );
  });
});

/** What single rows of a table cannot show: the rules of each family, in the words of a user. */
describe('the families', () => {
  const sent = (model: string, task: Task) => models.resolve(model, task).arguments;
  const refused = (model: string, task: Task): string => {
    try {
      models.resolve(model, task);
    } catch (error) {
      if (error instanceof FalVideoError) return `${error.code}: ${error.message}`;
      throw error;
    }
    throw new Error('it was not refused');
  };
  const clip = { inputs: { video: [A] } };

  it('Veo extends by 7 s at 720p, with prompt and clip', () => {
    const extend = { prompt: 'on', ...clip };
    expect(sent('veo-3.1-extend', extend)).toMatchObject({
      video_url: A,
      duration: '7s',
      resolution: '720p',
    });
    expect(refused('veo-3.1-extend', { ...extend, duration: 8 })).toMatch(/INVALID_DURATION.*seconds: 7/);
    expect(refused('veo-3.1-extend', { ...extend, resolution: '1080p' })).toMatch(/allowed: "720p"/);
    expect(refused('veo-3.1-extend', clip)).toMatch(/MISSING_ARGUMENT.*requires prompt/);
    expect(refused('veo-3.1-extend', { prompt: 'on' })).toMatch(/MISSING_INPUT.*needs a video/);
  });

  it('Veo takes first and last frame in fields of their own', () => {
    const task = { prompt: 'p', inputs: { first_frame: [A], last_frame: [Z] } };
    expect(sent('veo-3.1-lite-flf', task)).toMatchObject({
      first_frame_url: A,
      last_frame_url: Z,
      duration: '8s',
    });
    expect(sent('veo-3.1-flf', task)).not.toHaveProperty('image_url');
  });

  it('Hailuo makes no 10 s at 1080P', () => {
    const task = { ...base, resolution: '1080p' };
    expect(refused('hailuo-02-standard-i2v', { ...task, duration: 10 })).toMatch(
      /CONFLICTING_ARGUMENTS.*duration "10" with resolution "1080p"/,
    );
  });

  it('Hailuo 2.3 Pro has one length that nobody prints, 02 Pro has 6 s', () => {
    expect(sent('hailuo-02-pro-i2v', { ...base, duration: 6 })).toEqual(sent('hailuo-02-pro-i2v', base));
    expect(refused('hailuo-02-pro-i2v', { ...base, duration: 10 })).toMatch(/Allowed seconds: 6/);
    expect(refused('hailuo-2.3-pro-i2v', { ...base, duration: 6 })).toMatch(/UNSUPPORTED_FIELD/);
  });

  it.each([
    ['kling-v1.6-pro-i2v', 'image_url', 'tail_image_url'],
    ['kling-v2.1-pro-i2v', 'image_url', 'tail_image_url'],
    ['kling-v2.5-turbo-pro-i2v', 'image_url', 'tail_image_url'],
    ['kling-v2.6-pro-i2v', 'start_image_url', 'end_image_url'],
    ['kling-v3-standard-i2v', 'start_image_url', 'end_image_url'],
    ['kling-v3-4k-i2v', 'start_image_url', 'end_image_url'],
    ['kling-o1-i2v', 'start_image_url', 'end_image_url'],
    ['kling-o3-pro-i2v', 'image_url', 'end_image_url'],
    ['kling-v4-i2v', 'start_image_url', 'end_image_url'],
    ['wan-3.0-i2v', 'start_image_url', 'end_image_url'],
    ['wan-2.7-i2v', 'image_url', 'end_image_url'],
    ['pixverse-v6-transition', 'first_image_url', 'end_image_url'],
    ['seedance-2.5-i2v', 'image_url', 'end_image_url'],
  ])('%s puts its frames into %s and %s, and nowhere else', (model, first, last) => {
    const args = sent(model, { prompt: 'p', inputs: { first_frame: [A], last_frame: [Z] } });
    const pictures = Object.entries(args).filter(([, value]) => value === A || value === Z);
    expect(Object.fromEntries(pictures)).toEqual({ [first]: A, [last]: Z });
  });

  it('Kling motion control needs a clip, a picture and an orientation', () => {
    const inputs = { first_frame: [A], video: [Z] };
    const extra = { character_orientation: 'video' };
    expect(sent('kling-v2.6-pro-motion', { inputs, args: extra })).toEqual({
      image_url: A,
      video_url: Z,
      ...extra,
    });
    expect(sent('kling-v2.6-pro-motion', { inputs: { reference: [A], video: [Z] }, args: extra })).toEqual({
      image_url: A,
      video_url: Z,
      ...extra,
    });
    expect(refused('kling-v2.6-pro-motion', { inputs })).toMatch(/requires character_orientation/);
    expect(refused('kling-v2.6-pro-motion', { inputs: { ...inputs, reference: [A] }, args: extra })).toMatch(
      /CONFLICTING_ARGUMENTS.*one argument, image_url/,
    );
  });

  it('Sora takes numbers of seconds, and remixes only a video_id', () => {
    const task = { prompt: 'p', allow_retired: true };
    expect(sent('sora-2-pro-t2v', { ...task, duration: 12 })).toEqual({ prompt: 'p', duration: 12 });
    expect(sent('sora-2-remix', { ...task, args: { video_id: 'v' } })).toEqual({
      prompt: 'p',
      video_id: 'v',
    });
    expect(refused('sora-2-remix', task)).toMatch(/MISSING_ARGUMENT.*requires video_id/);
    expect(refused('sora-2-remix', { ...task, ...clip })).toMatch(/UNSUPPORTED_INPUT/);
  });

  it('Wan animates with a clip and a picture and no prompt', () => {
    const inputs = { first_frame: [A], video: [Z] };
    expect(sent('wan-2.2-animate-move', { inputs })).toEqual({ image_url: A, video_url: Z });
    expect(refused('wan-2.2-animate-move', { inputs, prompt: 'p' })).toMatch(
      /UNSUPPORTED_FIELD.*cannot take prompt/,
    );
    expect(refused('wan-2.2-animate-replace', { inputs: { first_frame: [A] } })).toMatch(/needs a video/);
  });

  it('Wan 2.2 counts frames, at the rate that is asked', () => {
    const task = { ...base, duration: 6 };
    expect(sent('wan-2.2-i2v', task)).toHaveProperty('num_frames', 97);
    const faster = { ...task, args: { frames_per_second: 24 } };
    expect(sent('wan-2.2-i2v', faster)).toMatchObject({ num_frames: 145, frames_per_second: 24 });
    expect(models.resolve('wan-2.2-i2v', task).fields).toContainEqual({
      field: 'num_frames',
      asked: 6,
      sent: 97,
      origin: 'asked',
      note: '6 s at 16 frames a second',
    });
    expect(refused('wan-2.2-i2v', { ...task, duration: 10, args: { frames_per_second: 24 } })).toMatch(
      /num_frames is 241; at most 161/,
    );
  });

  it('Wan 2.7 goes on from a clip or from a picture, not from both', () => {
    expect(sent('wan-2.7-i2v', { kind: 'extend', ...clip })).toMatchObject({ video_url: A, duration: 5 });
    expect(refused('wan-2.7-i2v', { inputs: { first_frame: [A], video: [Z] } })).toMatch(
      /exclude each other/,
    );
    expect(refused('wan-2.7-i2v', { prompt: 'p' })).toMatch(/needs one of image_url, video_url/);
  });

  it('Seedance 2 takes "auto" only when asked for, as its own argument', () => {
    expect(sent('seedance-2.0-i2v', base)).toMatchObject({ duration: '5', generate_audio: false });
    expect(sent('seedance-2.0-i2v', { ...base, args: { duration: 'auto' } })).toMatchObject({
      duration: 'auto',
    });
  });

  it('follows pictures, clips or sound alone where a model may follow any', () => {
    const task = { kind: 'reference-to-video', prompt: 'p' } as const;
    expect(sent('seedance-2.0-r2v', { ...task, inputs: { video: [A] } })).toMatchObject({ video_urls: [A] });
    expect(sent('seedance-2.0-r2v', { ...task, inputs: { reference: [A, Z] } })).toMatchObject({
      image_urls: [A, Z],
    });
    expect(refused('seedance-2.0-r2v', task)).toMatch(/MISSING/);
  });

  it('PixVerse turns prompt enhancement into its thinking type', () => {
    expect(sent('pixverse-v5.5-i2v', base)).toHaveProperty('thinking_type', 'disabled');
    expect(sent('pixverse-v5.5-i2v', { ...base, enhance_prompt: true })).toHaveProperty(
      'thinking_type',
      'enabled',
    );
    const big = { ...base, resolution: '1080p' };
    expect(refused('pixverse-v5.6-i2v', { ...big, duration: 10 })).toMatch(/10 s are not made at 1080p/);
    expect(refused('pixverse-v5-i2v', { ...big, duration: 8 })).toMatch(/8 s are not made at 1080p/);
    expect(sent('pixverse-v5.6-i2v', { ...big, duration: 8 })).toMatchObject({ duration: '8' });
  });

  it('reads the size of a picture as a name, as pixels, or as a ratio, one at a time', () => {
    const size = (task: Task) => sent('flux-dev', { prompt: 'p', ...task })['image_size'];
    expect(size({ size: 'Square_HD' })).toBe('square_hd');
    expect(size({ size: '1280x720' })).toEqual({ width: 1280, height: 720 });
    expect(size({ aspect_ratio: '9:16' })).toBe('portrait_16_9');
    expect(size({ args: { image_size: { width: 512, height: 512 } } })).toEqual({ width: 512, height: 512 });
    expect(size({})).toBeUndefined();
    expect(refused('flux-dev', { prompt: 'p', aspect_ratio: '7:3' })).toMatch(/image_size is "7:3"; allowed/);
    expect(refused('flux-dev', { prompt: 'p', size: 'square', aspect_ratio: '1:1' })).toMatch(
      /one argument, image_size, for aspect_ratio and size/,
    );
  });

  it('counts pictures and keeps their references in order', () => {
    const task = { prompt: 'p', count: 3, seed: 0, inputs: { reference: [Z, A] } };
    expect(sent('nano-banana-pro-edit', task)).toEqual({
      prompt: 'p',
      num_images: 3,
      seed: 0,
      image_urls: [Z, A],
    });
    expect(refused('flux-2-edit', { prompt: 'p', inputs: { reference: [A, A, A, A, Z] } })).toMatch(
      /at most 4/,
    );
    expect(refused('nano-banana', { prompt: 'p', count: 1.5 })).toMatch(/must be of type integer/);
  });

  it('a prompt that is too long is refused before it is paid', () => {
    expect(refused('wan-2.5-i2v', { ...base, prompt: 'x'.repeat(801) })).toMatch(
      /801 characters; at most 800/,
    );
  });

  it('silence is noted where fal does not say whether there is sound', () => {
    const { fields } = models.resolve('kling-o1-i2v', { ...base, audio: false });
    expect(fields).toContainEqual({
      field: 'audio',
      asked: false,
      origin: 'asked',
      note: 'it has no switch for sound, and fal does not say whether it has any',
    });
    expect(refused('kling-o1-i2v', { ...base, audio: true })).toMatch(/UNSUPPORTED_FIELD/);
    expect(sent('wan-2.7-t2v', { prompt: 'p', audio: true })).not.toHaveProperty('audio');
    expect(refused('wan-2.7-t2v', { prompt: 'p', audio: false })).toMatch(/UNSUPPORTED_FIELD/);
  });
});
