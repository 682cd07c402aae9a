import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MEASURES } from '../src/media/measure-types.ts';
import { MEASURE_DEFINITIONS } from '../src/media/measure/definitions.ts';
import { packageRoot } from '../src/util/package-root.ts';

describe('references/ and the README', () => {
  it('are what the data say, wherever they are made from data', async () => {
    const script = join(packageRoot, 'dist', 'scripts', 'build-references.js');
    const run = promisify(execFile)(process.execPath, [script, '--check']);
    await expect(run).resolves.toMatchObject({ stderr: '' });
  });
});

describe('references/measures.md', () => {
  it('defines every measure once, in the order in which they are shown', () => {
    expect(MEASURE_DEFINITIONS.map(({ name }) => name)).toEqual(MEASURES);
  });

  it('explains each with all of its parts', async () => {
    const page = await readFile(join(packageRoot, 'references', 'measures.md'), 'utf8');
    for (const { name, title, formula, range, limits } of MEASURE_DEFINITIONS) {
      const section = page.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const part of [name, formula, range, limits]) expect(section).toContain(part);
    }
  });
});
