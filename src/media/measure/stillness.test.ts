import { describe, expect, it } from 'vitest';
import { stillness } from './stillness.ts';

const at24 = (frames: number) => Array.from({ length: frames }, (_, frame) => frame / 24);
/** One change for each letter: `m` moves, `.` stands still, `s` moves slowly. */
const changes = (pattern: string) => [
  0,
  ...Array.from(pattern, (letter) => ({ m: 10, s: 0.5 })[letter] ?? 0.1),
];
const of = (pattern: string) => stillness(changes(pattern), at24(pattern.length + 1));

describe('stillness', () => {
  it('counts what stands for a quarter of a second as frozen', () => {
    expect(of('mmmm......mm')).toEqual({ frozen: 0.5, duplicated: 0 });
  });

  it('counts less as frames shown twice', () => {
    expect(of('m.m.m.m.m.m.')).toEqual({ frozen: 0, duplicated: 0.5 });
    expect(of('mmmm.....mmm')).toEqual({ frozen: 0, duplicated: 5 / 12 });
  });

  it('goes by the clock, not by the number of frames', () => {
    expect(stillness(changes('mm..mm'), [0, 0.1, 0.2, 0.4, 0.6, 0.7, 0.8])).toEqual({
      frozen: 1 / 3,
      duplicated: 0,
    });
  });

  it('knows slow movement from none, and the noise of fast movement from slow movement', () => {
    expect(of('ssssssssssss')).toEqual({ frozen: 0, duplicated: 0 });
    expect(of('msmsmsmsmsms')).toEqual({ frozen: 0, duplicated: 0.5 });
  });

  it('has nothing to say of one frame', () => {
    expect(stillness([0], [0])).toEqual({ frozen: 0, duplicated: 0 });
  });
});
