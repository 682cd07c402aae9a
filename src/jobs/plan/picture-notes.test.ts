import { describe, expect, it } from 'vitest';
import type { PictureInfo } from '../../media/types.ts';
import type { InputRecord } from '../../store/job.ts';
import { pictureNotes } from './picture-notes.ts';
import type { ReadInput } from './read-input.ts';

const picture = (path: string, info: Partial<PictureInfo>, record: Partial<InputRecord> = {}): ReadInput => ({
  record: {
    role: 'first_frame',
    path,
    url: null,
    sha256: 'a',
    bytes: 1,
    content_type: 'image/png',
    ...record,
  },
  info: {
    kind: 'picture',
    format: 'png',
    width: 1280,
    height: 720,
    has_alpha: false,
    transparent: false,
    frames: 1,
    orientation: 1,
    cmyk: false,
    bytes: 1,
    content_type: 'image/png',
    ...info,
  },
});
const sent_as = { why: 'turned upright', sha256: 'b', bytes: 1, content_type: 'image/jpeg' } as const;

describe('notes on pictures', () => {
  it.each<[number, number]>([
    [1280, 720],
    [720, 1280],
    [2560, 1080],
    [1080, 2520],
    [64, 64],
    [8000, 6000],
  ])('have nothing to say of one of %i x %i', (width, height) => {
    expect(pictureNotes([picture('a.png', { width, height, has_alpha: true })])).toEqual([]);
  });

  it.each<[number, number, string]>([
    [
      1000,
      300,
      'a.png is 1000x300, 3.3 times as wide as high: models cut it, squeeze it or add to its sides.',
    ],
    [
      300,
      3000,
      'a.png is 300x3000, 10 times as high as wide: models cut it, squeeze it or add to its sides.',
    ],
    [1, 1, 'a.png is 1x1 pixels: models enlarge it, and make up what it does not show.'],
    [32, 48, 'a.png is 32x48 pixels: models enlarge it, and make up what it does not show.'],
  ])('of one of %i x %i say so', (width, height, note) => {
    expect(pictureNotes([picture('a.png', { width, height })])).toEqual([note]);
  });

  it('of a turned one say that a copy is sent, and of one that cannot be copied that it is not', () => {
    const turned = { orientation: 6, cmyk: true };
    expect(pictureNotes([picture('a.jpg', turned, { sent_as })])).toEqual([
      'a.jpg is turned by its EXIF (orientation 6): an upright copy is sent, the file stays as it is.',
    ]);
    expect(pictureNotes([picture('a.webp', { orientation: 8, frames: 12 })])).toEqual([
      'a.webp has 12 frames: models take one of them, mostly the first.',
      'a.webp is turned by its EXIF (orientation 8): some models show it as it is stored.',
    ]);
  });

  it('hold a start against each end, and say the same once', () => {
    const end = { role: 'last_frame' } as const;
    const inputs = [
      picture('tall.png', { width: 768, height: 1344 }),
      picture('wide.png', {}),
      picture('end.png', { width: 1344, height: 768 }, end),
      picture('end.png', { width: 1344, height: 768 }, end),
    ];
    expect(pictureNotes(inputs)).toEqual([
      'tall.png (768x1344) and end.png (1344x768) have different shapes: models cut, squeeze or add to one of them.',
    ]);
  });

  it('ask no shape of a reference, and nothing of what nobody has opened', () => {
    const url: ReadInput = {
      ...picture('', {}, { path: null, url: 'https://example.org/a.png' }),
      info: null,
    };
    expect(pictureNotes([picture('a.png', { width: 3000 }, { role: 'reference' }), url])).toEqual([]);
  });
});
