import { describe, expect, it } from 'vitest';
import { callFacts } from './call-facts.ts';
import type { ReadInput } from './read-input.ts';

const now = new Date('2026-11-20T23:59:59Z');
const record = (role: ReadInput['record']['role']): ReadInput['record'] => ({
  role,
  path: 'a',
  url: null,
  sha256: null,
  bytes: 1,
  content_type: null,
});
const clip = (seconds: number): ReadInput => ({
  record: record('video'),
  info: {
    kind: 'video',
    container: 'mp4',
    codec: 'h264',
    width: 2,
    height: 2,
    fps: 24,
    frames: seconds * 24,
    seconds,
    has_audio: false,
  },
});
const unread = (role: ReadInput['record']['role']): ReadInput => ({ record: record(role), info: null });
const picture: ReadInput = {
  record: record('reference'),
  info: {
    kind: 'picture',
    format: 'png',
    width: 640,
    height: 360,
    has_alpha: false,
    transparent: false,
    frames: 1,
    orientation: 1,
    cmyk: false,
    bytes: 1,
    content_type: 'image/png',
  },
};

describe('what a price may depend on besides the arguments', () => {
  it('is the day alone where no file was read', () => {
    expect(callFacts([], now)).toEqual({ today: '2026-11-20' });
    expect(callFacts([unread('first_frame')], now)).toEqual({ today: '2026-11-20' });
  });

  it('is the length of all clips together, and the size of each picture', () => {
    expect(callFacts([clip(2), clip(3), picture], now)).toEqual({
      today: '2026-11-20',
      video_seconds: 5,
      video_frames: 120,
      images: [{ width: 640, height: 360 }],
    });
  });

  it('leaves out a kind of which one file is a URL that nobody has opened', () => {
    expect(callFacts([clip(2), unread('video')], now)).toEqual({ today: '2026-11-20' });
  });
});
