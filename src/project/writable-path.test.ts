import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPaths } from './project-paths.ts';
import { writablePath } from './writable-path.ts';

const RULE = { what: 'A plate', ending: '.png', example: 'plates/hero.png' };

describe('a path that a caller wants written', () => {
  let root: string;
  beforeAll(async () => {
    root = join(await realpath(await mkdtemp(join(tmpdir(), 'fal-video-'))), 'project');
    await mkdir(join(root, 'experiments/fal'), { recursive: true });
    await mkdir(join(root, 'folder.png'));
    await writeFile(join(root, 'notes'), 'x');
    await symlink(join(root, 'experiments/fal'), join(root, 'ours'));
    await symlink(join(root, '..'), join(root, 'out'));
    await symlink(join(root, 'nowhere'), join(root, 'dangling'));
  });
  afterAll(() => rm(join(root, '..'), { recursive: true }));
  const verdict = (given: string) =>
    writablePath(given, root, RULE).then(
      () => 'taken',
      (error: { code: string }) => error.code,
    );

  it.each([
    'hero.png',
    'plates/hero.PNG',
    'art/v1.2/hero.png',
    'experiments/plates/a.png',
    'experiments/simulated/plates/a.png',
    'presentation/a.png',
    'fal/a.png',
  ])('may be %s', async (given) => {
    expect(await verdict(given)).toBe('taken');
  });

  it.each([
    'fal-video.config.json/x.png',
    'art/fal-video.config.json/x.png',
    'FAL-VIDEO.config.JSON/x.png',
    'fal-video.config.json./x.png',
    'fal-video.config.json /x.png',
    'fal-video.con\u00adfig.json/x.png',
    'ｆal-video.config.json/x.png',
    'presets/kling.fal-video.json/x.png',
    'Preſets/x.png',
    '.git/x.png',
    '.g\u200cit/x.png',
    'GIT~1/x.png',
    'art/.github/x.png',
    '.mcp.json/x.png',
    '.vscode/x.png',
    '.hidden.png',
    '..hero/a.png',
    'node_modules/x.png',
    'experiments/fal/x.png',
    'experiments/FAL/x.png',
    'experiments/simulated/fal/x.png',
    'experiments/walk.json/x.png',
    'prompts/walk-prompts.md/x.png',
    'AGENTS.md/x.png',
    'package.json/x.png',
    'hero.png/x.png',
    'ours/x.png',
    'out/x.png',
    '../x.png',
    '/tmp/x.png',
    'notes/x.png',
    'dangling/x.png',
    'folder.png',
    'a\0.png',
    'hero.jpg',
  ])('is refused as %j', async (given) => {
    expect(await verdict(given)).toBe('BAD_OUTPUT_PATH');
  });

  it('is none of the places that fal-video keeps its own things in, at any depth', async () => {
    for (const simulated of [false, true]) {
      const own = Object.values(projectPaths(root, simulated)).filter((place) => typeof place === 'string');
      for (const place of own.filter((each) => each !== root)) {
        expect([place, await verdict(`${place}/x.png`)]).toEqual([place, 'BAD_OUTPUT_PATH']);
        const name = place.split('/').at(-1) ?? '';
        if (name !== 'fal')
          expect([name, await verdict(`art/${name}/x.png`)]).toEqual([name, 'BAD_OUTPUT_PATH']);
      }
    }
    expect(await readdir(root)).not.toContain('fal-video.config.json');
  });
});
