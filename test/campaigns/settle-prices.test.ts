import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.ts';

const run = promisify(execFile);
const shipped = join(packageRoot, 'presets', 'prices.json');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fal-video-settle-'));
  await cp(shipped, join(folder, 'prices.json'));
});
afterEach(() => rm(folder, { recursive: true }));

const settle = () =>
  run(process.execPath, [
    join(packageRoot, 'scripts', 'settle-prices.mjs'),
    join(folder, 'prices.json'),
  ]).catch((error: { stdout: string }) => error);

describe('the script that settles the price list', () => {
  it('leaves nothing open between the list and the base units of fal, and nothing to bring in', async () => {
    const { stdout } = await settle();
    expect(stdout).toContain('300 with a base unit: 280 explained by their rules, 20 settled, 0 open.');
    expect(await readFile(join(folder, 'prices.json'), 'utf8')).toBe(await readFile(shipped, 'utf8'));
  });

  it('names a rule that no base unit explains', async () => {
    const file = JSON.parse(await readFile(shipped, 'utf8')) as {
      prices: { endpoint_id: string; rule: object }[];
    };
    const row = file.prices.find(({ endpoint_id }) => endpoint_id === 'fal-ai/ovi/image-to-video');
    Object.assign(row?.rule ?? {}, { price: 0.13 });
    await writeFile(join(folder, 'prices.json'), JSON.stringify(file));
    expect((await settle()).stdout).toContain('OPEN  fal-ai/ovi/image-to-video: 0.2 videos; 0.13');
  });
});
