import { Rational } from 'node-av/lib';
import { inputError } from '../../errors.ts';
import { fitPicture } from './fit-picture.ts';
import { FrameArtist } from './frame-artist.ts';
import { Mp4Writer } from './mp4-writer.ts';
import { probe } from '../read/probe.ts';
import type { ClipSpec, VideoInfo } from '../types.ts';

/**
 * Makes an MP4 in which the input picture moves exactly as `motion` says: frame n shows the second n / fps, and
 * frame 0 is the fitted picture itself. Each frame carries the mark in its bottom right corner.
 */
export async function renderClip(spec: ClipSpec): Promise<VideoInfo> {
  checkSpec(spec);
  const { width, height, audio } = spec;
  const rate = frameRate(spec.fps);
  const frames = Math.round(spec.seconds * rate.toDouble());
  const artist = new FrameArtist(await fitPicture(spec.picture, { width, height }, spec.fit), spec);
  await Mp4Writer.write(spec.output, { width, height, rate, audio }, (writer) => {
    for (let frame = 0; frame < frames; frame++) {
      const shown = frame - (frame % (spec.motion.hold ?? 1));
      writer.add(artist.draw(shown, shown / rate.toDouble()));
    }
  });
  return probe({ path: spec.output });
}

/** 29.97 and its like are thousands over 1001. */
export function frameRate(fps: number): Rational {
  if (Number.isInteger(fps)) return new Rational(fps, 1);
  const whole = Math.round(fps * 1.001);
  return Math.abs(whole / 1.001 - fps) < 0.01
    ? new Rational(whole * 1000, 1001)
    : new Rational(Math.round(fps * 1000), 1000);
}

const MAX_SIDE = 4096;
const MAX_FRAMES = 3600;

function checkSpec(spec: ClipSpec): void {
  const frames = spec.seconds * spec.fps;
  const { cycle, freeze, flicker = 0, background = 0, hold = 1 } = spec.motion;
  const rules: [boolean, string][] = [
    [isSide(spec.width) && isSide(spec.height), `width and height are even numbers from 16 to ${MAX_SIDE}`],
    [spec.fps >= 1 && spec.fps <= 120, 'fps is a number from 1 to 120'],
    [frames >= 0.5 && frames <= MAX_FRAMES, `seconds times fps gives 1 to ${MAX_FRAMES} frames`],
    [cycle === undefined || cycle.seconds > 0, 'a cycle lasts more than 0 seconds'],
    [flicker >= 0 && flicker <= 1, 'flicker is a number from 0 to 1'],
    [Math.abs(background) <= 1, 'background is a number from -1 to 1'],
    [freeze === undefined || freeze.seconds >= 0, 'a freeze lasts 0 seconds or more'],
    [Number.isInteger(hold) && hold >= 1, 'hold is a whole number of frames, at least 1'],
    [
      Object.values({ ...spec.motion, ...cycle, ...freeze, cycle: 0, freeze: 0 }).every(Number.isFinite),
      'motions are finite numbers',
    ],
  ];
  for (const [kept, rule] of rules) {
    if (!kept) {
      const { width, height, fps, seconds, motion } = spec;
      throw inputError({
        code: 'BAD_CLIP',
        message: `This clip cannot be made: ${rule}. Got ${JSON.stringify({ width, height, fps, seconds, motion })}.`,
      });
    }
  }
}

const isSide = (side: number) => Number.isInteger(side) && side >= 16 && side <= MAX_SIDE && side % 2 === 0;
