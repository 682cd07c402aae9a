import { describe, expect, it } from 'vitest';
import { embeddedNumber, resultFiles } from './result-files.ts';

const files = (result: unknown, inputs: string[] = []) =>
  resultFiles(result, {
    inputUrls: new Set(inputs),
    isMediaUrl: (url) => url.startsWith('https://v3.fal.media/'),
  });
const urls = (result: unknown, inputs?: string[]) => files(result, inputs).map(({ url }) => url);
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

  it('may have no type, which fal sends as null', () => {
    expect(files({ video: { url: a, file_name: null, content_type: null } })).toEqual([
      { name: 'output-01', url: a, content_type: null, error: null },
    ]);
  });

  it('are all of them, whatever their field is called, and are named by it', () => {
    const at = (name: string) => `https://v3.fal.media/files/${name}`;
    const result = {
      video: { url: at('a.mp4') },
      draft_cache: { url: at('b.bin'), content_type: 'application/octet-stream' },
      exr_file: at('c.exr'),
      'frames/../zip': [at('d.zip'), { url: at('e.zip') }],
      docs: 'https://docs.fal.ai/errors',
      data: { images: [{ url: 'data:image/png;base64,[1]' }], mask: 'data:image/png;base64,[2]' },
    };
    expect(files(result).map(({ name, url }) => [name, url])).toEqual([
      ['output-01', at('a.mp4')],
      ['side-draft-cache-01', at('b.bin')],
      ['side-exr-file-01', at('c.exr')],
      ['side-frames-zip-01', at('d.zip')],
      ['side-frames-zip-02', at('e.zip')],
      ['output-02', 'data:image/png;base64,[1]'],
      ['side-mask-01', 'data:image/png;base64,[2]'],
    ]);
  });

  it('that stood in the answer itself are known by their number', () => {
    expect(embeddedNumber('data:image/svg+xml;charset=utf-8;base64,[12]')).toBe(12);
    expect(embeddedNumber('data:image/png;base64,AAAA')).toBeNull();
  });
});
