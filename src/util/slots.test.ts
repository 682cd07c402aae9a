import { describe, expect, it } from 'vitest';
import { createSlots, type Asked, type Slots } from './slots.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Work that lasts until it is told to end, by name. */
function worksIn(slots: Slots) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    begin: (name: string, asked?: Asked) =>
      slots.use(() => {
        begun.push(name);
        return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
      }, asked),
    end: async (name: string) => {
      ends.get(name)?.();
      await turn();
    },
  };
}

describe('slots', () => {
  it('are taken by so many at once, the others in the order in which they came', async () => {
    const { begun, begin, end } = worksIn(createSlots(2));
    const all = Promise.all(['a', 'b', 'c', 'd'].map((name) => begin(name)));
    await turn();
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    await end('d');
    expect(await all).toEqual(['a', 'b', 'c', 'd']);
  });

  it('count by how many each takes; what takes more than there are comes alone', async () => {
    const { begun, begin, end } = worksIn(createSlots(10));
    void begin('a', { slots: 6 });
    void begin('b', { slots: 5 });
    void begin('c', { slots: 4 });
    void begin('huge', { slots: 1_000 });
    await turn();
    expect(begun).toEqual(['a']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('b');
    expect(begun).not.toContain('huge');
    await end('c');
    expect(begun.at(-1)).toBe('huge');
    await end('huge');
    await expect(createSlots(1).use(() => Promise.resolve('next'))).resolves.toBe('next');
  });

  it('are given first to those who cannot wait', async () => {
    const { begun, begin, end } = worksIn(createSlots(1));
    void begin('first', { canWait: true });
    void begin('patient', { canWait: true });
    void begin('next');
    void begin('after it');
    await turn();
    for (const name of ['first', 'next', 'after it', 'patient']) {
      expect(begun.at(-1)).toBe(name);
      await end(name);
    }
  });

  it('are free again when the work fails', async () => {
    const slots = createSlots(1);
    await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.use(() => Promise.resolve('next'))).resolves.toBe('next');
  });

  it('are not kept for one who left the line, nor held up by it', async () => {
    const { begun, begin, end } = worksIn(createSlots(3));
    const reason = new Error('the user left');
    const leaving = new AbortController();
    void begin('a', { slots: 2 });
    const left = begin('left', { slots: 2, signal: leaving.signal });
    void begin('b', { slots: 1 });
    await turn();
    expect(begun).toEqual(['a']);
    leaving.abort(reason);
    await expect(left).rejects.toBe(reason);
    expect(begun).toEqual(['a', 'b']);
    await expect(begin('late', { signal: leaving.signal })).rejects.toBe(reason);
    await end('a');
    expect(begun).toEqual(['a', 'b']);
  });
});
