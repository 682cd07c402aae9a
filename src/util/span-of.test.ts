import { expect, it } from 'vitest';
import { spanOf } from './span-of.ts';

it.each([
  [[3, 4, 5, 6, 7], '3–7'],
  [[4, 5, 6], '4–6'],
  [[5, 6], '5, 6'],
  [[6, 10], '6, 10'],
  [[5], '5'],
  [[4, 6, 8], '4, 6, 8'],
  [[1, 2, 3, 15], '1–3, 15'],
  [[], ''],
])('lengths %o read %s', (values, words) => {
  expect(spanOf(values)).toBe(words);
});
