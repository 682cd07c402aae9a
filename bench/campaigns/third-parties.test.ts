import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getFFmpegInfo } from 'node-av';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.ts';

const page = await readFile(join(packageRoot, 'docs', 'third-parties.md'), 'utf8');

/** The packages that a section of the page names. */
const namedUnder = (heading: string) => {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
};

describe('the page of third parties', () => {
  it('names every package that is loaded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'loaded-'));
    const code = (await allModules()).map((path) => `await import(${JSON.stringify(path)});`).join('');
    // Node notes which files it ran.
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
      env: { PATH: process.env['PATH'], HOME: folder, NODE_V8_COVERAGE: folder },
    });
    const loaded = await packagesOf(folder);
    expect(loaded).toEqual(expect.arrayContaining(['node-av', 'sharp', 'undici', 'zod']));
    const named = new Set([...namedUnder('In the program'), ...namedUnder('Loaded beside it')]);
    expect(loaded.filter((name) => !named.has(name))).toEqual([]);
  });

  it('tells the licence of the FFmpeg that is really there', () => {
    const { configuration } = getFFmpegInfo();
    for (const word of ['--enable-gpl', '--enable-version3', '--enable-libx264']) {
      expect(configuration).toContain(word);
    }
    expect(configuration).not.toContain('--enable-nonfree');
    expect(page).toMatch(/FFmpeg inside them is built with\s+`--enable-gpl --enable-version3`/);
    expect(page).toContain('GNU General Public License, version 3 or later');
  });

  it('names a licence for each', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => !/^\| `\S+` \| \d\S* \| \w.* \|$/.test(row))).toEqual([]);
  });
});

/** Everything that the program and the library are made of, but for what starts as it is loaded, or runs in a browser. */
async function allModules(): Promise<string[]> {
  const folder = join(packageRoot, 'dist', 'src');
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((path) => path.endsWith('.js') && !/^(bin|report)\/|worker\/worker\.js$/.test(path))
    .map((path) => join(folder, path));
}

async function packagesOf(folder: string): Promise<string[]> {
  const names = new Set<string>();
  for (const file of await readdir(folder)) {
    if (!file.startsWith('coverage-')) continue;
    const { result } = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      result: { url: string }[];
    };
    for (const { url } of result) {
      const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].toSorted();
}
