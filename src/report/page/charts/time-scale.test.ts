import { expect, it } from 'vitest';
import { axisFor } from './chart.ts';
import { timeScale } from './time-scale.ts';

const MINUTE = 60_000;

it('work without long gaps fills the width in proportion', () => {
  const scale = timeScale([
    { from: 0, to: 4 * MINUTE },
    { from: 3 * MINUTE, to: 10 * MINUTE },
  ]);
  expect(scale.breaks).toEqual([]);
  expect([0, 5 * MINUTE, 10 * MINUTE].map(scale.place)).toEqual([0, 0.5, 1]);
});

it('a night between two halves of a run is cut short, and said', () => {
  const night = 600 * MINUTE;
  const scale = timeScale([
    { from: 0, to: 10 * MINUTE },
    { from: night, to: night + 10 * MINUTE },
  ]);
  expect(scale.breaks.map(({ seconds }) => seconds)).toEqual([590 * 60]);
  expect(scale.place(10 * MINUTE)).toBeCloseTo(0.48);
  expect(scale.place(300 * MINUTE)).toBeCloseTo(0.48);
  expect(scale.place(night)).toBeCloseTo(0.52);
  expect(scale.place(night + 10 * MINUTE)).toBeCloseTo(1);
});

it('nothing at all has a scale too', () => {
  expect(timeScale([]).place(5)).toBe(0);
});

it.each([
  [[0.2, 0.9], 0, 1],
  [[101, 102], 101, 102],
  [[-3, 4], -4, 4],
  [[5], 0, 6],
  [[0], 0, 1],
  [[], 0, 1],
])('an axis over %j goes from %s to %s in round steps', (values, low, high) => {
  const axis = axisFor(values, 4);
  expect([axis.low, axis.high]).toEqual([low, high]);
  expect(axis.ticks[0]).toBe(low);
  expect(axis.ticks.at(-1)).toBe(high);
});
