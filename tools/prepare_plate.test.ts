import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { characterSvg, checkerboard } from '../test/support/clips.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { preparePlate } from './prepare_plate.ts';

describe('prepare_plate', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open();
    await sharp(characterSvg(600, 800)).png().toFile(join(sandbox.root, 'knight.png'));
  });
  afterAll(() => sandbox.close());
  const plate = (args: object) => hear(preparePlate, video, { picture: 'knight.png', ...args });

  it('makes a plate, shows it, and says how to go on', async () => {
    const { data, images, links, whole } = await plate({});
    expect(data).toMatchObject({
      plate: 'plates/knight-plate-1280x720.png',
      background: 'alpha',
      simulated: false,
      warnings: [],
      next: expect.stringContaining('{"task":"image-to-video","image":"plates/knight-plate-1280x720.png"}'),
    });
    expect(images).toEqual(['image/png']);
    expect(links).toHaveLength(1);
    expect(whole).not.toHaveProperty('structuredContent');
    const made = await sharp(join(sandbox.root, 'plates/knight-plate-1280x720.png')).metadata();
    expect(made).toMatchObject({ width: 1280, height: 720, channels: 3 });
  });

  it('makes the same again without a word, and replaces nothing else', async () => {
    const output = 'art/hero.png';
    expect((await plate({ output })).isError).toBe(false);
    expect((await plate({ output })).isError).toBe(false);
    const refused = await plate({ output, colour: '#336699' });
    expect(refused.text).toMatch(/^FILE_EXISTS: /);
    const { data } = await sharp(join(sandbox.root, output)).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([128, 128, 128]);
  });

  it('replaces another picture where that is wanted, and never the one that it is made of', async () => {
    const output = 'art/again.png';
    const picture = await readFile(join(sandbox.root, 'knight.png'));
    await plate({ output });
    expect((await plate({ output, colour: '#336699', overwrite: true })).isError).toBe(false);
    const { data } = await sharp(join(sandbox.root, output)).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([0x33, 0x66, 0x99]);
    expect((await plate({ output: 'knight.png', overwrite: true })).text).toMatch(
      /^BAD_OUTPUT_PATH: .*made of/,
    );
    expect(await readFile(join(sandbox.root, 'knight.png'))).toEqual(picture);
  });

  it('warns of a checkerboard', async () => {
    await sharp(characterSvg(640, 480, checkerboard(16)))
      .png()
      .toFile(join(sandbox.root, 'sheet.png'));
    const { data } = await plate({ picture: 'sheet.png' });
    expect(data['warnings']).toContainEqual(expect.stringContaining('checkerboard'));
  });

  it('keeps simulated pictures among simulated work, marked', async () => {
    const folder = join(sandbox.root, 'experiments', 'simulated');
    await mkdir(folder, { recursive: true });
    await sharp(characterSvg(600, 800)).png().toFile(join(folder, 'made.png'));
    const { data } = await plate({ picture: 'experiments/simulated/made.png' });
    expect(data).toMatchObject({
      simulated: true,
      plate: 'experiments/simulated/plates/made-plate-1280x720.png',
    });
    const path = join(sandbox.root, data['plate']);
    const corner = await sharp(path)
      .extract({ left: 1180, top: 680, width: 90, height: 35 })
      .greyscale()
      .raw()
      .toBuffer();
    expect(Math.max(...corner) - Math.min(...corner)).toBeGreaterThan(150);
  });

  it('shows a large plate as a small copy', async () => {
    const { images } = await plate({ width: 3000, height: 2000 });
    expect(images).toEqual(['image/jpeg']);
  });

  it.each([
    [{ output: '../out.png' }, 'BAD_OUTPUT_PATH'],
    [{ output: '/tmp/out.png' }, 'BAD_OUTPUT_PATH'],
    [{ output: 'out.jpg' }, 'BAD_OUTPUT_PATH'],
    [{ output: 'away/out.png' }, 'BAD_OUTPUT_PATH'],
    [{ output: 'fal-video.config.json/out.png', overwrite: true }, 'BAD_OUTPUT_PATH'],
    [{ output: 'experiments/fal/journal.jsonl/out.png' }, 'BAD_OUTPUT_PATH'],
    [{ output: 'presets/hero.fal-video.json/out.png' }, 'BAD_OUTPUT_PATH'],
    [{ output: '.git/out.png' }, 'BAD_OUTPUT_PATH'],
    [{ picture: '/etc/hostname' }, 'PATH_OUTSIDE'],
    [{ picture: 'none.png' }, 'NO_SUCH_FILE'],
    [{ picture: 'page.png' }, 'NOT_A_PICTURE'],
    [{ colour: 'red' }, 'BAD_PLATE'],
  ])('refuses %j', async (args, code) => {
    await writeFile(join(sandbox.root, 'page.png'), '<html>');
    await symlink(tmpdir(), join(sandbox.root, 'away')).catch(() => undefined);
    expect((await plate(args)).text).toMatch(new RegExp(`^${code}: `));
    await expect(stat(join(tmpdir(), 'out.png'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(join(sandbox.root, 'page.png'), 'utf8')).toBe('<html>');
  });
});
