import { describe, expect, it } from 'vitest';
import { frameAt, middleOf, SharedClock } from './shared-clock.ts';

const clockOf = (...clips: { fps: number; frames: number }[]) => {
  const clock = new SharedClock();
  clock.setClips(clips);
  return clock;
};

describe('the shared clock', () => {
  it('is as long as the longest clip, and steps by frames of the fastest', () => {
    const clock = clockOf({ fps: 24, frames: 120 }, { fps: 30, frames: 60 });
    expect([clock.length, clock.fps, clock.lastFrame]).toEqual([5, 30, 149]);
    clock.step(1);
    expect(clock.time).toBeCloseTo(1 / 30);
    clock.step(-2);
    expect(clock.frame).toBe(149);
  });

  it('stops at its ends where it does not loop', () => {
    const clock = clockOf({ fps: 24, frames: 48 });
    clock.loop = false;
    clock.step(-1);
    expect(clock.frame).toBe(0);
    clock.step(100);
    expect(clock.frame).toBe(47);
  });

  it('does not count the time in which it is held', () => {
    const clock = clockOf({ fps: 24, frames: 48 });
    clock.play();
    clock.hold(0);
    clock.hold(900);
    expect(clock.advance(1000)).toBe('on');
    expect(clock.time).toBeCloseTo(0.1);
  });

  it('goes round, or comes to rest on the last frame', () => {
    const clock = clockOf({ fps: 24, frames: 24 });
    clock.play();
    clock.advance(0);
    expect(clock.advance(1100)).toBe('round');
    expect(clock.time).toBe(0);
    clock.loop = false;
    expect(clock.advance(2200)).toBe('end');
    expect([clock.playing, clock.frame]).toEqual([false, 23]);
    clock.play();
    expect(clock.time).toBe(0);
  });

  it('stands on a frame again when it is paused, and keeps its place when other clips come', () => {
    const clock = clockOf({ fps: 24, frames: 48 });
    clock.play();
    clock.advance(0);
    clock.advance(1010);
    clock.pause();
    expect(clock.time * 24).toBeCloseTo(24);
    clock.setClips([{ fps: 24, frames: 12 }]);
    expect(clock.frame).toBe(11);
  });

  it('has one frame even without clips', () => {
    const clock = clockOf();
    clock.step(1);
    expect([clock.frame, clock.lastFrame, clock.time]).toEqual([0, 0, 0]);
  });
});

it('a clip shows the frame whose time has begun, and its last one after its end', () => {
  const clip = { fps: 24, frames: 48 };
  expect([0, 1 / 24, 1.99, 2, 9].map((time) => frameAt(clip, time))).toEqual([0, 1, 47, 47, 47]);
  // 23.976 a second: times that came out of a division still mean their own frame.
  const film = { fps: 24000 / 1001, frames: 100 };
  for (let frame = 0; frame < 100; frame++) expect(frameAt(film, frame / film.fps)).toBe(frame);
  expect(middleOf(clip, 1 / 24) * 24).toBeCloseTo(1.5);
});
