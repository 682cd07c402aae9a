import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesAt } from './lines-at.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lines-at-'));
  path = join(folder, 'a.txt');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('single lines of a file', () => {
  it('are what splitting all of it gives, empty ones and the last among them', async () => {
    const text = ['', 'one\u2028still one\r', '', 'ä'.repeat(70_000), 'last'].join('\n');
    await writeFile(path, text);
    const lines = text.split('\n');
    const all = new Set([1, 2, 3, 4, 5]);
    expect([...(await linesAt(path, all))]).toEqual(lines.map((line, at) => [at + 1, line]));
    expect([...(await linesAt(path, new Set([4])))]).toEqual([[4, lines[3]]]);
  });

  it('beyond its end are none', async () => {
    await writeFile(path, 'one\ntwo\n');
    expect([...(await linesAt(path, new Set([2, 3, 9])))]).toEqual([
      [2, 'two'],
      [3, ''],
    ]);
  });

  it('are not looked for where none is asked for', async () => {
    expect((await linesAt(join(folder, 'missing'), new Set())).size).toBe(0);
  });
});
