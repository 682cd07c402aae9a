import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { tools } from '../tools/index.ts';
import { findTool } from '../src/cli/session.ts';
import { hear } from './support/agent.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

/** Every write to this file of Linux fails with ENOSPC. A file is written beside its place first, as `….tmp`. */
const FULL = '/dev/full';
const PLAN = {
  task_slug: 'walk',
  models: ['hailuo-02-standard-i2v'],
  prompt: 'she walks',
  image: 'hero.png',
};

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox();
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

async function fill(path: string): Promise<void> {
  const full = join(sandbox.root, path);
  await mkdir(dirname(full), { recursive: true });
  await rm(full, { force: true });
  await symlink(FULL, full);
}

const said = async (tool: string, args: object) => (await hear(findTool(tools, tool), video, args)).text;

describe.skipIf(process.platform !== 'linux')('a full disk is named with its folder, by', () => {
  it('the plan of an experiment', async () => {
    await fill('experiments/walk.json.tmp');
    expect(await said('plan_experiment', { matrix: PLAN })).toMatch(
      /^DISK_FULL: .*full.*nothing more can be written in .*experiments \(ENOSPC\)/,
    );
  });

  it('the notes of an experiment', async () => {
    await said('plan_experiment', { matrix: PLAN });
    const [prompts = ''] = await readdir(join(sandbox.root, 'experiments/simulated/prompts'));
    await fill(`experiments/simulated/learnings/${prompts.replace('-prompts.md', '-learnings.md')}.tmp`);
    expect(await said('record_learning', { experiment: 'walk', learning: 'it moves' })).toMatch(
      /^DISK_FULL: .*written in .*learnings \(ENOSPC\)/,
    );
  });

  it('a model that is added', async () => {
    await fill('presets/marey-i2v.fal-video.json.tmp');
    expect(await said('add_model', { endpoint_id: 'moonvalley/marey/i2v', alias: 'marey-i2v' })).toMatch(
      /^DISK_FULL: .*written in .*presets \(ENOSPC\)/,
    );
  });
});
