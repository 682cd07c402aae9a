import { describe, expect, it } from 'vitest';
import { mediaUrls } from './media-urls.ts';

const urls = (result: unknown, inputs: string[] = []) =>
  mediaUrls(result, new Set(inputs)).map(({ url }) => url);
const a = 'https://v3.fal.media/files/a.mp4';
const b = 'https://v3.fal.media/files/b.mp4';

describe('the files of a result', () => {
  it.each([
    ['video.url', { video: { url: a } }, [a]],
    ['a list of videos', { videos: [{ url: a }, { url: b }] }, [a, b]],
    ['a bare video', { video: a }, [a]],
    ['a list of texts', { images: [a, b] }, [a, b]],
    ['video_url', { video_url: a }, [a]],
    ['something nested', { data: { output: { clip: { url: a } } } }, [a]],
    ['video and audio', { video: { url: a }, audio: { url: b } }, [a, b]],
    ['the same file twice', { video: { url: a }, videos: [{ url: a }] }, [a]],
    ['no file', { seed: 7, prompt: 'https://example.com/not-a-file' }, []],
    ['null', null, []],
  ])('are found in %s', (_, result, expected) => {
    expect(urls(result)).toEqual(expected);
  });

  it('do not count the input that some models repeat', () => {
    expect(urls({ video: { url: a }, image: { url: b } }, [b])).toEqual([a]);
  });

  it('may have no name or type, which fal sends as null', () => {
    expect(mediaUrls({ video: { url: a, file_name: null, content_type: null } }, new Set())).toEqual([
      { url: a, file_name: null, content_type: null },
    ]);
  });
});
