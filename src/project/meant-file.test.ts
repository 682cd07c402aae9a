import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputFile } from './input-file.ts';

const SCREENSHOT = 'Screenshot 2026-11-30 at 9.41.07\u202fAM.png';

describe('a file that is not there', () => {
  let root: string;
  let inputs: string;
  beforeAll(async () => {
    const base = await realpath(await mkdtemp(join(tmpdir(), 'fal-video-')));
    [root, inputs] = [join(base, 'project'), join(base, 'inputs')];
    for (const folder of [
      join(root, 'art'),
      join(root, 'experiments'),
      join(root, 'Bilder'),
      inputs,
      join(base, 'private'),
    ]) {
      await mkdir(folder, { recursive: true });
    }
    for (const file of [
      SCREENSHOT,
      'cafe\u0301.png',
      'Hero.PNG',
      'knight.png',
      'a\u00a0b.png',
      'clip.mp4',
      'art/pirate.png',
      'art/pirates.png',
      'Bilder/boot.png',
      'experiments/walk.json',
      '../inputs/outside.png',
      '../private/secret.png',
      '.env.png',
    ]) {
      await writeFile(join(root, file), 'x');
    }
    await mkdir(join(root, 'folder.png'));
    await symlink(join(base, 'private'), join(root, 'away'));
  });
  afterAll(() => rm(join(root, '..'), { recursive: true }));

  const said = (given: string) =>
    inputFile(given, root, [inputs]).then(
      () => 'taken',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );
  const offered = async (given: string) => / Did you mean (.*)\?$/.exec(await said(given))?.[1] ?? null;

  it.each([
    [
      'a narrow blank',
      'Screenshot 2026-11-30 at 9.41.07 AM.png',
      '"Screenshot 2026-11-30 at 9.41.07\\u202fAM.png"',
    ],
    ['a blank that does not break', 'a b.png', '"a\\u00a0b.png"'],
    ['how a letter is composed', 'caf\u00e9.png', '"cafe\\u0301.png"'],
    ['capitals', 'hero.png', '"Hero.PNG"'],
    ['capitals of its folder', 'bilder/boot.png', '"Bilder/boot.png"'],
    ['a slip', 'kinght.png', '"knight.png"'],
    ['a slip in its folder', 'art/priate.png', '"art/pirate.png"'],
    ['a slip of its folder', 'atr/pirate.png', '"art/pirate.png"'],
    ['its ending', 'knight.jpg', '"knight.png"'],
    ['a missing ending', 'clip', '"clip.mp4"'],
    [
      'a slip in an allowed folder',
      '../inputs/outsid.png',
      expect.stringMatching(/^".*\/inputs\/outside\.png"$/) as string,
    ],
  ])('is offered as the one that differs by %s', async (_, given, name) => {
    const meant = await offered(given);
    if (typeof name !== 'string') return expect(meant).toEqual(name);
    expect(meant?.replace(' (\\u as in JSON: keep it so)', '')).toBe(name);
  });

  it('is taken in the very spelling that was offered', async () => {
    const name = JSON.parse(
      /"[^"]*"/.exec((await offered('Screenshot 2026-11-30 at 9.41.07 AM.png')) ?? '')?.[0] ?? '',
    ) as string;
    expect(await said(name)).toBe('taken');
  });

  it('may have several near ones, the nearest first', async () => {
    expect(await offered('art/pirat.png')).toBe('"art/pirate.png"');
    expect(await offered('art/piratess.png')).toBe('"art/pirates.png"');
    expect(await offered('art/pirate5.png')).toBe('"art/pirate.png" or "art/pirates.png"');
  });

  it.each([
    'boat.png',
    'folder2.png',
    'env.png',
    'x.png',
    'away/secre.png',
    '../private/secre.png',
    '../privat/secret.png',
    'k'.repeat(100_000),
  ])('is only said to be missing where nothing near may be shown: %s', async (given) => {
    expect(await offered(given)).toBeNull();
    expect(await said(given)).toMatch(/^(?:NO_SUCH_FILE|PATH_OUTSIDE): /);
  });
});
