import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { ALL_FIVE } from './support/requests.ts';
import { makeSandbox, type Sandbox, type SandboxOptions } from './support/sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const LONG = 20_000_000;

async function opened(plan: object, options: SandboxOptions = {}): Promise<FalVideo> {
  sandbox = await makeSandbox(options);
  await writePlan(plan);
  return await sandbox.open();
}

async function writePlan(plan: object): Promise<void> {
  await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
  await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify({ ...WALK, ...plan }));
}

const WALK = {
  models: ALL_FIVE,
  prompts: ['the hero walks in place', 'the hero runs in place'],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
  when_unsupported: 'nearest',
};

describe('an experiment', () => {
  it('runs every cell once', async () => {
    const video = await opened({});
    const begun = await video.experiments.run('walk');
    expect(begun.kind).toBe('begun');
    const state = await video.experiments.wait('walk', { ms: LONG });
    console.log(
      state.cells.map((c) => c.status),
      state.stopped,
      state.folder,
      state.remarks,
    );
    console.log((await readFile(join(sandbox.root, state.folder, 'results.json'), 'utf8')).slice(0, 1500));
    expect(sandbox.simulator.books.accepted()).toHaveLength(20);
  }, 60_000);
});
