import { describe, expect, it } from 'vitest';
import { createPrinter } from './print.ts';
import { sayReading } from './say-reading.ts';

const MIB = 1 << 20;

function reading(isTTY: boolean) {
  const said = { stdout: '', stderr: '' };
  const printer = createPrinter({
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text), isTTY, columns: 100 },
    env: {},
    json: true,
  });
  const tell = sayReading(printer);
  return {
    said,
    read: (total: number) => {
      for (let done = 4 * MIB; done < total; done += 4 * MIB) tell(done, total);
      tell(total, total);
    },
  };
}

describe('a history that is read', () => {
  it('is told of in a line that changes on a terminal, up to its end, and in a new one the next time', () => {
    const { said, read } = reading(true);
    read(40 * MIB);
    const shown = [...said.stderr.matchAll(/Reading the history of this project: (\d+) %/g)];
    expect(shown.map(([, share]) => Number(share))).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(said.stderr.split('\u001b[1A')).toHaveLength(10);
    read(40 * MIB);
    expect(said.stderr.split('\u001b[1A')).toHaveLength(19);
    expect(said.stdout).toBe('');
  });

  it('is told of in one line where nothing can be painted over', () => {
    const { said, read } = reading(false);
    read(40 * MIB);
    expect(said).toEqual({ stdout: '', stderr: 'Reading the history of this project, 42 MB.\n' });
  });

  it('is not told of where it is short', () => {
    const { said, read } = reading(true);
    read(3 * MIB);
    read(19 * MIB);
    expect(said.stderr).toBe('');
  });
});
