import { describe, expect, it } from 'vitest';
import { checkPicture, type FileFacts, type FileLimits } from './check-picture.ts';

const KLING: FileLimits = {
  max_bytes: 10_000_000,
  min_side: 300,
  min_aspect: 0.4,
  max_aspect: 2.5,
  formats: ['jpeg', 'png'],
};

const good: FileFacts = { bytes: 900_000, width: 1280, height: 720, format: 'png', has_alpha: true };

describe('a file against the limits of its role', () => {
  it.each<[string, FileLimits, FileFacts, string[]]>([
    ['passes', KLING, good, []],
    ['passes at the limit', KLING, { bytes: 10_000_000, width: 750, height: 300, format: 'jpg' }, []],
    ['passes where nothing is limited', {}, good, []],
    ['is not judged by what is not known', { ...KLING, alpha: false, min_seconds: 3 }, {}, []],
    ['is too large', KLING, { ...good, bytes: 10_000_001 }, ['is 10 MB, at most 10 MB']],
    ['is much too large', KLING, { ...good, bytes: 12_340_000 }, ['is 12.34 MB, at most 10 MB']],
    [
      'is too small on one side',
      KLING,
      { ...good, width: 500, height: 299 },
      ['is 299 px on its shorter side, at least 300 px on its shorter side'],
    ],
    [
      'is too wide',
      KLING,
      { ...good, width: 1600, height: 600 },
      ['is 2.67 wide for its height, at most 2.5 wide for its height'],
    ],
    [
      'is too tall',
      KLING,
      { ...good, width: 300, height: 900 },
      ['is 0.33 wide for its height, at least 0.4 wide for its height'],
    ],
    [
      'has a format that is not taken',
      KLING,
      { ...good, format: 'image/webp' },
      ['is image/webp; taken: jpeg, png'],
    ],
    ['is QuickTime', { formats: ['mp4', 'mov'] }, { format: 'video/quicktime' }, []],
    [
      'has a side that is too long',
      { max_side: 4096 },
      { width: 100, height: 5000 },
      ['is 5000 px on its longer side, at most 4096 px on its longer side'],
    ],
    [
      'has too many pixels',
      { max_pixels: 16_000_000 },
      { width: 4000, height: 4001 },
      ['is 16.004 megapixels, at most 16 megapixels'],
    ],
    ['is see-through', { alpha: false }, good, ['has transparency, which is not taken']],
    ['is too short', { min_seconds: 3 }, { seconds: 2.5 }, ['is 2.5 s long, at least 3 s long']],
    ['is too long', { max_seconds: 10.05 }, { seconds: 10.06 }, ['is 10.06 s long, at most 10.05 s long']],
    [
      'breaks several limits at once',
      KLING,
      { bytes: 20_000_000, width: 100, height: 1000, format: 'gif' },
      [
        'is 20 MB, at most 10 MB',
        'is 100 px on its shorter side, at least 300 px on its shorter side',
        'is 0.1 wide for its height, at least 0.4 wide for its height',
        'is gif; taken: jpeg, png',
      ],
    ],
  ])('%s', (_, limits, file, problems) => {
    expect(checkPicture(limits, file)).toEqual(problems);
  });
});
