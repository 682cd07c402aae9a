import { expect, it } from 'vitest';
import type { ReportCell } from '../../report-data.ts';
import { fairPairs, keyOfPair, nextPair } from './pairs.ts';

const cell = (model: string, seed: number, over: Partial<ReportCell> = {}) =>
  ({
    cell_id: `${model}${seed}`,
    axes: { model, prompt: 'p1', picture: null, seed, duration_seconds: 5, repeat: 1 },
    video: {},
    video_href: 'v.mp4',
    ...over,
  }) as ReportCell;

it('pairs are of two models on the same task, and only of clips that are there', () => {
  const cells = [cell('a', 1), cell('b', 1), cell('a', 2), cell('b', 2), cell('c', 2, { video_href: null })];
  expect(fairPairs(cells).map(keyOfPair)).toEqual(['a1 b1', 'a2 b2']);
});

it('the next pair is of the models that met least, never one that was seen, until all are', () => {
  const pairs = fairPairs(['a', 'b', 'c'].flatMap((model) => [cell(model, 1), cell(model, 2)]));
  expect(pairs).toHaveLength(6);
  const votes = [{ a: 'b1', b: 'a1', winner: 'a', at: '' } as const];
  const next = nextPair(pairs, votes, [], () => 0);
  expect(next && keyOfPair(next)).not.toContain('a2 b2');
  const seen = [];
  for (;;) {
    const pair = nextPair(pairs, votes, seen, Math.random);
    if (pair === null) break;
    seen.push(pair);
  }
  expect(seen.map(keyOfPair).toSorted()).toEqual(['a1 c1', 'a2 b2', 'a2 c2', 'b1 c1', 'b2 c2']);
});

it('sides are drawn by lot', () => {
  const pairs = fairPairs([cell('a', 1), cell('b', 1)]);
  expect(nextPair(pairs, [], [], () => 0.4)?.left.cell_id).toBe('a1');
  expect(nextPair(pairs, [], [], () => 0.6)?.left.cell_id).toBe('b1');
});
