import { describe, expect, it } from 'vitest';
import { clipNamed } from '../../../test/support/clips.ts';
import { planPackets, readFrameTable } from './frame-table.ts';
import { evenlySpaced, indexAt, pickFrames, secondsAt } from './pick-frames.ts';
import { VideoReader } from './video-reader.ts';

// Plain Node 20 has it not; the worker defines it for itself.
if (!('withResolvers' in Promise)) {
  Object.defineProperty(Promise, 'withResolvers', {
    value: () => {
      const parts: Record<string, unknown> = {};
      parts['promise'] = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
      return parts;
    },
  });
}

describe('pickFrames', () => {
  it.each(['steps.mp4', 'vfr.mp4', 'odd.mp4', 'hdr-pq.mp4', 'alpha.mov'])(
    'gives each frame of %s to the bit as when all are decoded',
    async (name) => {
      await VideoReader.use(clipNamed(name), (reader) => {
        const table = readFrameTable(reader);
        const all = [...reader.frames()].length;
        expect(table.shown).toHaveLength(all);
        const whole = new Map<number, Buffer>();
        for (const { index, frame } of pickFrames(
          reader,
          table,
          Array.from({ length: all }, (_, at) => at),
        )) {
          whole.set(index, Buffer.from(frame.toBuffer()));
        }
        expect([...whole.keys()]).toHaveLength(all);
        for (const index of whole.keys()) {
          const alone = [...pickFrames(reader, table, [index])];
          expect(alone.map((picked) => picked.index)).toEqual([index]);
        }
        for (const index of whole.keys()) {
          for (const { frame } of pickFrames(reader, table, [index])) {
            expect(frame.toBuffer().equals(whole.get(index) ?? Buffer.alloc(0))).toBe(true);
          }
        }
      });
    },
  );

  it('decodes nothing after the last frame wanted, and no group without one', async () => {
    await VideoReader.use(clipNamed('steps.mp4'), (reader) => {
      const table = readFrameTable(reader);
      const uses = planPackets(table, new Set([table.shown[18] ?? 0n]));
      expect(uses.filter((use) => use === 'show')).toHaveLength(1);
      expect(uses.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 'skip'));
      expect(uses.at(-1)).toBe('skip');
    });
  });

  it('takes the group before along where a frame leads its key frame', () => {
    const packet = (pts: number, isKey = false) => ({ pts: BigInt(pts), isKey, isShown: true });
    const packets = [packet(0, true), packet(1), packet(4, true), packet(3), packet(5)];
    const table = { packets, shown: [0n, 1n, 3n, 4n, 5n], broken: 0, span: 6 };
    expect(planPackets(table, new Set([3n]))).toEqual(['help', 'help', 'help', 'show', 'skip']);
    expect(planPackets(table, new Set([5n]))).toEqual(['skip', 'skip', 'help', 'help', 'show']);
  });

  it('finds the frame on the screen at a second, also where they come unevenly', async () => {
    await VideoReader.use(clipNamed('vfr.mp4'), (reader) => {
      const table = readFrameTable(reader);
      expect(table.shown.map((_, index) => secondsAt(reader, table, index))).toEqual([
        0, 0.1, 0.5, 0.6, 1.4, 1.44,
      ]);
      expect([0, 0.05, 0.1, 0.49, 0.5, 1.39, 1.4, 99].map((at) => indexAt(reader, table, at))).toEqual([
        0, 0, 1, 1, 2, 3, 4, 5,
      ]);
    });
  });
});

describe('evenlySpaced', () => {
  it.each([
    [1, 12, [0]],
    [5, 12, [0, 1, 2, 3, 4]],
    [13, 4, [0, 4, 8, 12]],
    [144, 1, [0]],
  ])('picks from %i frames at most %i', (frames, most, picked) => {
    expect(evenlySpaced(frames, most)).toEqual(picked);
  });
});
