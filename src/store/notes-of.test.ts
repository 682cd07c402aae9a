import { describe, expect, it } from 'vitest';
import type { ClipFacts } from '../models/clip-facts.ts';
import { notesOf, otherwiseThan } from './notes-of.ts';
import type { Job } from './job.ts';

const NOTHING: ClipFacts = { seconds: null, aspect_ratio: null, resolution: null, audio: null };
const CLIP = { width: 1280, height: 720, seconds: 5, has_audio: false };
type Row = [Partial<ClipFacts>, Partial<typeof CLIP>];

describe('what came out', () => {
  // Lengths and sizes that fal's models really gave for what was asked (recorded by others in 2026).
  it.each<Row>([
    [{ seconds: 3 }, { seconds: 3.163 }],
    [{ seconds: 2 }, { seconds: 2.02 }],
    [{ seconds: 4 }, { seconds: 4.3 }],
    [{ seconds: 5 }, { seconds: 5.18 }],
    [{ seconds: 6 }, { seconds: 6.042 }],
    [{ seconds: 0.92 }, { seconds: 0.958 }],
    [
      { resolution: '480p', aspect_ratio: '1:1' },
      { width: 640, height: 640 },
    ],
    [
      { resolution: '480p', aspect_ratio: '16:9' },
      { width: 832, height: 480 },
    ],
    [
      { resolution: '480P', aspect_ratio: '16:9' },
      { width: 864, height: 480 },
    ],
    [
      { resolution: '720p', aspect_ratio: '9:16' },
      { width: 704, height: 1248 },
    ],
    [
      { resolution: '720p', aspect_ratio: '4:3' },
      { width: 1112, height: 834 },
    ],
    [
      { resolution: '720p', aspect_ratio: '21:9' },
      { width: 1470, height: 630 },
    ],
    [{ resolution: '768P' }, { width: 1366, height: 768 }],
    [{ resolution: '1080p' }, { width: 1920, height: 1088 }],
    [{ resolution: '4k' }, { width: 3840, height: 2160 }],
    [
      { aspect_ratio: 'auto', resolution: 'auto' },
      { width: 99, height: 700 },
    ],
    [{ aspect_ratio: '0:0' }, {}],
    [{ audio: true }, { has_audio: true }],
    [{ audio: false }, { has_audio: false }],
    [{ audio: null }, { has_audio: true }],
    [{}, { seconds: 60, width: 1, height: 1000 }],
  ])('for %j as %j is as asked', (asked, made) => {
    expect(otherwiseThan({ ...NOTHING, ...asked }, { ...CLIP, ...made })).toBeNull();
  });

  it.each<[...Row, string]>([
    [{ seconds: 8 }, { seconds: 5.04 }, '5.04 s instead of 8 s'],
    [{ seconds: 5 }, { seconds: 10.0417 }, '10.04 s instead of 5 s'],
    [{ seconds: 1 }, { seconds: 2.1 }, '2.1 s instead of 1 s'],
    [{ aspect_ratio: '16:9' }, { width: 960, height: 960 }, '960x960 instead of 16:9'],
    [{ aspect_ratio: '9:16' }, { width: 1280, height: 720 }, '1280x720 instead of 9:16'],
    [{ aspect_ratio: '4:3' }, { width: 1000, height: 800 }, '1000x800 instead of 4:3'],
    [{ resolution: '1080p' }, { width: 1280, height: 720 }, '1280x720 instead of 1080p'],
    [{ resolution: '720p' }, { width: 848, height: 480 }, '848x480 instead of 720p'],
    [{ resolution: '4K' }, { width: 1920, height: 1080 }, '1920x1080 instead of 4K'],
    [{ audio: true }, { has_audio: false }, 'without sound'],
    [{ audio: false }, { has_audio: true }, 'with sound'],
    [
      { seconds: 8, aspect_ratio: '1:1', audio: true },
      { seconds: 4 },
      '4 s instead of 8 s, 1280x720 instead of 1:1, without sound',
    ],
  ])('for %j as %j is told: %s', (asked, made, words) => {
    expect(otherwiseThan({ ...NOTHING, ...asked }, { ...CLIP, ...made })).toBe(
      `It came out otherwise than asked: ${words}.`,
    );
  });

  it('is looked for in the first video of a job, and in none where nothing was promised', () => {
    const side = { path: 'a.png', video: null };
    const clip = { path: 'a.mp4', video: { ...CLIP, fps: 24, frames: 120 } };
    const job = (plan: object, ...outputs: object[]) =>
      ({ state: 'collected', note: null, plan, outputs }) as unknown as Job;
    const promised = { ...NOTHING, seconds: 8 };
    expect(notesOf(job({ notes: ['first'], promised }, side, clip))).toEqual([
      'first',
      'It came out otherwise than asked: 5 s instead of 8 s.',
    ]);
    expect(notesOf(job({ promised }, side))).toEqual([]);
    expect(notesOf(job({}, clip))).toEqual([]);
  });
});
