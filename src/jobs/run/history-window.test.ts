import { describe, expect, it } from 'vitest';
import type { Job } from '../../store/job.ts';
import { whyTooNarrow, windowOf } from './history-window.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SENT = '2026-11-20T12:00:00.000Z';
const sentWith = (skew_ms: number | null) => ({ times: { submitting: SENT }, skew_ms }) as unknown as Job;

/** In minutes from the time of sending by our clock. */
function minutes(skewThen: number | null, skewNow: number | null) {
  const { start, end, sentAt } = windowOf(sentWith(skewThen), skewNow);
  return [start, end, ...sentAt].map((time) => (time - Date.parse(SENT)) / MINUTE);
}

describe('the time in which a lost job can stand in the history', () => {
  it.each<[string, number | null, number | null, number[]]>([
    ['is the time of sending, and half an hour', 0, 0, [-2, 30, 0, 0]],
    ['follows the clock as it was', 40 * MINUTE, null, [38, 70, 40]],
    ['follows the clock as it is where nothing was known then', null, -3 * MINUTE, [-5, 27, -3]],
    ['covers both where the clock was set in between', 40 * MINUTE, 0, [-2, 70, 40, 0]],
    ['is by our clock where nothing else is known', null, null, [-2, 30, 0]],
    ['leaves aside what cannot be', 8 * DAY, null, [-2, 30, 0]],
  ])('%s', (_, then, now, expected) => {
    expect(minutes(then, now)).toEqual(expected);
  });

  it.each<[number | null, number | null, RegExp | null]>([
    [0, 0, null],
    [null, 5 * MINUTE, null],
    [9 * DAY, -MINUTE, null],
    [null, null, /No answer of fal's bore a time.* from 2026-11-20 11:58 to 2026-11-20 12:30 UTC only/],
    [null, 9 * DAY, /clock is 9 days behind fal's: .* UTC only/],
    [-9 * DAY, -9 * DAY, /clock is 9 days ahead of fal's/],
  ])('may have been too narrow with a clock that was %j and is %j: %j', (then, now, expected) => {
    const why = whyTooNarrow(sentWith(then), now);
    if (expected === null) expect(why).toBeNull();
    else expect(why).toMatch(expected);
  });
});
