import { describe, expect, it } from 'vitest';
import { type Label, makeLabel, stampLabel } from './bitmap-label.ts';

function rows({ width, ink }: Label): string[] {
  const dots = [...ink].map((dot) => (dot === 1 ? '#' : '.')).join('');
  return dots.match(new RegExp(`.{${width}}`, 'g')) ?? [];
}

describe('makeLabel', () => {
  it('draws letters and digits in dots', () => {
    expect(rows(makeLabel('A1', 1, 100))).toEqual([
      '...............',
      '...............',
      '...###....#....',
      '..#...#..##....',
      '..#...#...#....',
      '..#####...#....',
      '..#...#...#....',
      '..#...#...#....',
      '..#...#..###...',
      '...............',
      '...............',
    ]);
  });

  it('gives every letter, digit and sign of a time a shape of its own', () => {
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .:-/#s?'.split('');
    const shapes = characters.map((character) => rows(makeLabel(character, 1, 100)).join());
    expect(new Set(shapes).size).toBe(characters.length);
  });

  it('shows a question mark for what it cannot draw', () => {
    expect(makeLabel('é', 1, 100).ink).toEqual(makeLabel('?', 1, 100).ink);
  });

  it('takes a smaller scale, and then fewer letters, where the room is narrow', () => {
    expect(makeLabel('SIMULATED', 3, 1000).width).toBe(171);
    expect(makeLabel('SIMULATED', 3, 120).width).toBe(114);
    expect(makeLabel('SIMULATED', 3, 40)).toEqual(makeLabel('SIMULA', 1, 1000));
  });
});

describe('stampLabel', () => {
  it('writes box and ink into every channel, and nothing outside', () => {
    const raster = { data: new Uint8Array(20 * 15 * 3).fill(99), width: 20, height: 15, channels: 3 };
    stampLabel(raster, makeLabel('I', 1, 20), 1, 2, 10, 200);
    const pixel = (x: number, y: number) => [...raster.data.subarray((y * 20 + x) * 3, (y * 20 + x) * 3 + 3)];
    expect(pixel(0, 2)).toEqual([99, 99, 99]);
    expect(pixel(1, 2)).toEqual([10, 10, 10]);
    expect(pixel(5, 6)).toEqual([200, 200, 200]);
    expect(pixel(10, 6)).toEqual([99, 99, 99]);
  });

  it('cuts what lies outside', () => {
    const raster = { data: new Uint8Array(16).fill(99), width: 4, height: 4, channels: 1 };
    stampLabel(raster, makeLabel('I', 1, 20), 2, -2, 10, 200);
    expect([...raster.data]).toEqual([99, 99, 10, 10, 99, 99, 10, 10, 99, 99, 10, 10, 99, 99, 10, 10]);
    stampLabel(raster, makeLabel('I', 1, 20), 50, 50, 0, 0);
    expect(raster.data[15]).toBe(10);
  });
});
