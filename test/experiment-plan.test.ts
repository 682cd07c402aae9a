import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';
import { typeOver } from './support/type-over.ts';

/** `fal-video experiment plan` and `fal-video learn`, as a person and as a program sees them. */

const FILE = {
  models: ['kling-v3-pro-i2v', 'hailuo-02-standard-i2v', 'veo-3.1-fast-i2v'],
  prompt: 'the hero walks in place',
  image: 'hero.png',
  seeds: [1, 2],
  duration: 10,
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await makeSandbox();
  await mkdir(join(sandbox.root, 'experiments'));
  await writeFile(join(sandbox.root, 'experiments', 'walk.json'), JSON.stringify(FILE, null, 2));
  const impossible = { ...FILE, models: ['veo-3.1-fast-i2v'] };
  await writeFile(join(sandbox.root, 'experiments', 'none.json'), JSON.stringify(impossible));
});
afterAll(() => sandbox.close());

const say = (line: readonly string[], terminal: boolean) => typeOver(sandbox, line, { terminal });

describe('experiment plan', () => {
  it('shows a person models, cells, what differs, what is not run, and the next command', async () => {
    const { exitCode, text } = await say(['experiment', 'plan', 'experiments/walk.json'], true);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/kling-v3-pro-i2v +2 +\$2\.24/);
    expect(text).toMatch(/CELL +MODEL +SEED +EXPECTED +STATUS/);
    expect(text).toContain('kling-v3-pro-i2v has no seed');
    expect(text).toMatch(/veo-3.1-fast-i2v 2 not run: .*4, 6, 8/);
    expect(text).toContain('Different sizes: 768p (hailuo-02-standard-i2v), not said (kling-v3-pro-i2v).');
    expect(text).toMatch(/4 cells of 3 models: expected \$3\.14/);
    expect(text).toContain('`fal-video experiment run experiments/walk.json`');
    expect(sandbox.simulator.books.accepted()).toEqual([]);
  });

  it('gives a program every cell, whatever a page holds', async () => {
    const many = { ...FILE, seeds: Array.from({ length: 60 }, (_, index) => index), max_cells: 500 };
    await writeFile(join(sandbox.root, 'experiments', 'many.json'), JSON.stringify(many));
    const { text } = await say(['experiment', 'plan', 'many'], false);
    const { cells, next_cursor } = JSON.parse(text) as { cells: object[]; next_cursor: null };
    expect([cells.length, next_cursor]).toEqual([120, null]);
  });

  it('ends with 2 where no cell can be run, and where the file is wrong', async () => {
    expect((await say(['experiment', 'plan', 'none'], true)).exitCode).toBe(2);
    const missing = await say(['experiment', 'plan', 'nobody'], true);
    expect(missing).toMatchObject({ exitCode: 2, text: expect.stringContaining('experiments/nobody.json') });
  });

  it('is one of the commands about experiments, which are shown alone', async () => {
    expect((await say(['experiment'], true)).text).toMatch(/Commands:\n +plan /);
    expect((await say(['--help'], true)).text).toMatch(/Experiments:\n +experiment /);
  });
});

describe('learn', () => {
  it('adds a verdict and says where', async () => {
    const line = ['learn', 'walk', 'The feet slide.', '--model', 'kling-v3-pro-i2v'];
    expect(await say(line, true)).toMatchObject({
      exitCode: 0,
      text: expect.stringMatching(/Recorded in experiments\/simulated\/learnings\/.*-walk-learnings.md/),
    });
  });
});
