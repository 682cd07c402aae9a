import { describe, expect, it } from 'vitest';
import { FAKE_MP4, FAKE_SECONDS, fakeRenderer } from '../../../test/support/fake-renderer.ts';
import {
  askResult,
  openSimulator,
  type OpenSimulator,
  untilCompleted,
} from '../../../test/support/open-simulator.ts';
import { inputError } from '../../errors.ts';

const VEO = 'fal-ai/veo3.1/extend-video';
const REMIX = 'fal-ai/sora-2/video-to-video/remix';
const EDIT = 'fal-ai/kling-video/o1/video-to-video/edit';
const MOTION = 'fal-ai/kling-video/v2.6/standard/motion-control';
const REFERENCE = 'xai/grok-imagine-video/reference-to-video';
const SONG = Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1');
/** What comes out on top of what was asked. */
const FRAME = 1 / 24;

async function run(fal: OpenSimulator, endpoint: string, body: object) {
  const { status, json } = await fal.call('POST', `/${endpoint}`, { body });
  expect([status, json['detail']]).toEqual([200, undefined]);
  await untilCompleted(fal, json);
  return askResult(fal, json);
}

const uploadVideo = (fal: OpenSimulator) => fal.upload(FAKE_MP4, 'walk.mp4', 'video/mp4');

describe('clips made of other files', () => {
  it('go on from a video for seven seconds more, which alone are billed', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const video_url = await uploadVideo(fal);
    const result = await run(fal, VEO, { prompt: 'she leaves', video_url, generate_audio: false });
    expect(renderer.specs).toMatchObject([
      { seconds: FAKE_SECONDS + 7 + FRAME, picture: expect.stringContaining('frame.png'), width: 1280 },
    ]);
    expect(result.headers['x-fal-billable-units']).toBe('3.5');
    expect(fal.books.totalMicros()).toBe(7 * 200_000);
  });

  it('count the seconds that go in where their model does', async () => {
    const fal = await openSimulator();
    const video_url = await uploadVideo(fal);
    await run(fal, 'xai/grok-imagine-video/extend-video', { prompt: 'x', video_url, duration: 6 });
    expect(fal.books.totalMicros()).toBe(6 * 50_000 + FAKE_SECONDS * 10_000);
  });

  it('remix what Sora made, by its id', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const first = await run(fal, 'fal-ai/sora-2/text-to-video', { prompt: 'a fox', duration: 8 });
    const { video_id } = first.json;
    const second = await run(fal, REMIX, { prompt: 'in snow', video_id });
    expect(second.json).toMatchObject({ video: { url: expect.any(String) }, video_id: expect.any(String) });
    expect(second.json['video_id']).not.toBe(video_id);
    expect(renderer.specs.map(({ seconds }) => seconds)).toEqual([8 + FRAME, FAKE_SECONDS]);
    expect(fal.books.totalMicros()).toBe((8 + FAKE_SECONDS) * 100_000);
  });

  it('refuse an id that names nothing', async () => {
    const fal = await openSimulator();
    const { status, json } = await run(fal, REMIX, { prompt: 'x', video_id: 'video_1' });
    expect(status).toBe(422);
    expect(json['detail']).toMatchObject([{ loc: ['body', 'video_id'], msg: 'Video not found' }]);
  });

  it('change a video and keep its length, whatever pictures are given as well', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const [video_url, picture] = [await uploadVideo(fal), await fal.upload()];
    await run(fal, EDIT, { prompt: 'as @Image1', video_url, image_urls: [picture] });
    expect(renderer.specs).toMatchObject([
      { seconds: FAKE_SECONDS, picture: expect.stringContaining('frame.png') },
    ]);
    expect(fal.books.totalMicros()).toBe(FAKE_SECONDS * 168_000);
  });

  it('show the picture and take the length from the video in motion control', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const body = {
      image_url: await fal.upload(),
      video_url: await uploadVideo(fal),
      character_orientation: 'image',
    };
    await run(fal, MOTION, body);
    expect(renderer.specs).toMatchObject([
      { seconds: FAKE_SECONDS, picture: expect.stringContaining('hero.png') },
    ]);
    expect(fal.books.totalMicros()).toBe(FAKE_SECONDS * 70_000);
  });

  it('are billed by the frames of the video where their model is', async () => {
    const fal = await openSimulator();
    const body = { image_url: await fal.upload(), video_url: await uploadVideo(fal), resolution: '720p' };
    await run(fal, 'fal-ai/wan/v2.2-14b/animate/move', body);
    expect(fal.books.totalMicros()).toBe(((24 * FAKE_SECONDS) / 16) * 80_000);
  });

  it('take a list of reference pictures', async () => {
    const fal = await openSimulator();
    const reference_image_urls = [await fal.upload(), await fal.upload()];
    await run(fal, REFERENCE, { prompt: 'both of them', reference_image_urls, duration: 6 });
    expect(fal.books.totalMicros()).toBe(6 * 50_000);
  });

  it('have sound where a sound is given', async () => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({ renderer });
    const audio_url = await fal.upload(SONG, 'song.wav', 'audio/wav');
    await run(fal, 'fal-ai/wan/v9/image-to-video', { prompt: 'x', image_url: await fal.upload(), audio_url });
    expect(renderer.specs[0]?.audio).toBe(true);
  });

  it.each([
    [VEO, { prompt: 'x' }, 'video_url', 'missing'],
    [VEO, { video_url: 'https://x/y.mp4' }, 'prompt', 'missing'],
    [VEO, { prompt: 'x', video_url: 'https://x/y.mp4', resolution: '1080p' }, 'resolution', 'literal_error'],
    [REMIX, { prompt: 'x' }, 'video_id', 'missing'],
    [
      EDIT,
      { prompt: 'x', video_url: 'x', image_urls: ['a', 'b', 'c', 'd', 'e'] },
      'image_urls',
      'sequence_too_long',
    ],
    [MOTION, { image_url: 'x', video_url: 'x' }, 'character_orientation', 'missing'],
    [REFERENCE, { prompt: 'x' }, 'reference_image_urls', 'missing'],
  ])('%s refuses %o at once: %s is %s', async (endpoint, body, field, type) => {
    const fal = await openSimulator();
    const { status, json } = await fal.call('POST', `/${endpoint}`, { body });
    expect(status).toBe(422);
    expect(json['detail']).toMatchObject([{ loc: ['body', field], type }]);
  });

  it('refuse on the result what is not of the kind of the field, or cannot be decoded', async () => {
    const readVideo = () => Promise.reject(inputError({ code: 'NOT_A_VIDEO', message: 'damaged' }));
    const fal = await openSimulator({ renderer: { ...fakeRenderer(), readVideo } });
    for (const [video_url, type] of [
      ['https://example.com/x.mp4', 'file_download_error'],
      [await fal.upload(), 'unsupported_video_format'],
      [await uploadVideo(fal), 'unsupported_video_format'],
    ]) {
      const { status, json } = await run(fal, VEO, { prompt: 'x', video_url });
      expect(status).toBe(422);
      expect(json['detail']).toMatchObject([{ loc: ['body', 'video_url'], type }]);
    }
    expect(fal.books.totalMicros()).toBe(0);
  });

  it.each([
    [EDIT, 10.06, {}, 'video_url', 'video_duration_too_long', { max_duration: 10.05 }],
    [EDIT, 2.9, {}, 'video_url', 'video_duration_too_short', { min_duration: 3 }],
    [
      MOTION,
      11,
      { character_orientation: 'image' },
      'video_url',
      'video_duration_too_long',
      { max_duration: 10 },
    ],
    [
      MOTION,
      31,
      { character_orientation: 'video' },
      'video_url',
      'video_duration_too_long',
      { max_duration: 30 },
    ],
    [
      'bytedance/seedance-2.5/reference-to-video',
      31,
      {},
      'video_urls',
      'video_duration_too_long',
      { max_duration: 30.2 },
    ],
    ['fal-ai/wan/v2.7/edit-video', 11, {}, 'video_url', 'video_duration_too_long', { max_duration: 10 }],
    ['fal-ai/bytedance/omnihuman', 31, {}, 'audio_url', 'audio_duration_too_long', { max_duration: 30 }],
    ['fal-ai/bytedance/omnihuman/v1.5', 31, {}, 'audio_url', 'audio_duration_too_long', { max_duration: 30 }],
    ['fal-ai/ltx-2.3/audio-to-video', 1.5, {}, 'audio_url', 'audio_duration_too_short', { min_duration: 2 }],
  ])('%s refuses %d s of %j on the result: %s is %s', async (endpoint, seconds, more, field, type, ctx) => {
    const renderer = fakeRenderer();
    const fal = await openSimulator({
      renderer: {
        ...renderer,
        readVideo: async (path, frame) => ({ ...(await renderer.readVideo(path, frame)), seconds }),
        readSound: () => Promise.resolve({ seconds }),
      },
    });
    const files = {
      image_url: await fal.upload(),
      video_url: await uploadVideo(fal),
      video_urls: [await uploadVideo(fal)],
      audio_url: await fal.upload(SONG, 'song.wav', 'audio/wav'),
    };
    const { status, json } = await run(fal, endpoint, { prompt: 'x', ...files, ...more });
    expect(status).toBe(422);
    expect(json['detail']).toMatchObject([{ loc: ['body', field], type, ctx }]);
    expect(fal.books.totalMicros()).toBe(0);
  });

  it('count a video that is cut only as far as it is taken', async () => {
    const renderer = fakeRenderer();
    const readVideo = async (path: string, frame: string) => ({
      ...(await renderer.readVideo(path, frame)),
      seconds: 12,
    });
    const fal = await openSimulator({ renderer: { ...renderer, readVideo } });
    await run(fal, 'xai/grok-imagine-video/edit-video', { prompt: 'x', video_url: await uploadVideo(fal) });
    expect(fal.books.totalMicros()).toBe(8 * 60_000);
  });
});
