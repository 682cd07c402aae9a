import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planExperiment } from '../src/experiments/plan/plan.ts';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { ALL_FIVE } from '../test/support/requests.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { planExperimentTool } from './plan_experiment.ts';

const WALK = {
  title: 'Walk cycle',
  models: ALL_FIVE,
  prompts: ['the hero walks in place, camera fixed', { name: 'run', text: 'the hero runs in place' }],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
  resolution: '720p',
  when_unsupported: 'nearest',
};

describe('plan_experiment', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox({ config: { max_experiment_usd: 5, ask_above_usd: 100 } });
    video = await sandbox.open();
    await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
    await writeFile(join(sandbox.root, 'experiments', 'walk.json'), JSON.stringify(WALK, null, 2));
  });
  afterAll(() => sandbox.close());

  it('shows 20 cells, models, money and caps in at most 8,000 characters, and sends nothing', async () => {
    const { data, text } = await hear(planExperimentTool, video, { file: 'experiments/walk.json' });
    expect(text.length).toBeLessThan(8000);
    expect(data).toMatchObject({
      experiment: 'walk',
      file: 'experiments/walk.json',
      simulated: true,
      expected_usd: 8.08608,
      left_experiment_usd: 5,
      left_today_usd: 25,
      refused: [],
      next_cursor: null,
      next: expect.stringContaining('let the user raise max_experiment_usd'),
    });
    expect(data['cells']).toHaveLength(20);
    expect(data['models']).toHaveLength(5);
    expect(data['models']).toContainEqual(
      expect.objectContaining({
        model: 'hailuo-02-standard-i2v',
        cells: 4,
        parity: [
          expect.stringContaining('has no seed'),
          'resolution 768P instead of 720p: the nearest that it has',
        ],
      }),
    );
    expect(data['warnings']).toContainEqual(
      expect.stringMatching(/refused: This needs up to \$8\.17.*max_experiment_usd/),
    );
    expect(sandbox.simulator.books.accepted()).toEqual([]);
  });

  it('shows each cell’s own arguments in full, by pages', async () => {
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const page = await hear(planExperimentTool, video, { file: 'walk', detail: 'full', limit: 8, cursor });
      const cells = page.data.cells;
      expect(cells[0]?.arguments).toHaveProperty('prompt');
      expect(cells[0]?.arguments).not.toHaveProperty('duration');
      expect(cells[0]?.rule).not.toBe('');
      seen.push(...cells);
      cursor = page.data['next_cursor'] ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(20);
  });

  it('writes the prompts document once, and keeps its name', async () => {
    await hear(planExperimentTool, video, { file: 'walk' });
    const { data } = await hear(planExperimentTool, video, { file: 'walk' });
    const folder = join(sandbox.root, 'experiments', 'simulated', 'prompts');
    const names = (await readdir(folder)).filter((name) => name.endsWith('-walk-prompts.md'));
    expect(names).toHaveLength(1);
    expect(data['prompts_document']).toBe(`experiments/simulated/prompts/${names[0]}`);
    expect(await readFile(join(folder, names[0] ?? ''), 'utf8')).toContain(
      'the hero walks in place, camera fixed',
    );
  });

  it('knows the cells that have their job, and writes their request ids', async () => {
    const small = { ...WALK, task_slug: 'small', models: ['hailuo-02-standard-i2v'], seeds: [1] };
    await writeFile(join(sandbox.root, 'experiments', 'small.json'), JSON.stringify(small));
    const plan = await planExperiment('small', { ...video, planner: video.jobs.planner(), simulated: true });
    const [cell] = plan.cells;
    const job = await video.start(cell?.request ?? { model: '' });
    const [done] = await video.jobs.wait([job.job_id], { ms: 6_000_000, until: 'end' });
    const { data } = await hear(planExperimentTool, video, { file: 'small' });
    expect(data['cells']).toMatchObject([{ status: 'collected' }, { status: 'waiting' }]);
    expect(data['to_pay_usd']).toBe(0.27);
    expect(data['summary']).toContain('1 have their job already');
    const document = await readFile(join(sandbox.root, data['prompts_document']), 'utf8');
    expect(document).toContain(done?.handle?.request_id);
    expect(document).toContain(done?.outputs[0]?.path);
  });

  it('takes the plan itself, keeps it as a file, and leaves another plan of that name alone', async () => {
    const matrix = { ...WALK, task_slug: 'Inline walk' };
    const { data } = await hear(planExperimentTool, video, { matrix });
    expect(data['file']).toBe('experiments/inline-walk.json');
    expect((await hear(planExperimentTool, video, { matrix })).isError).toBe(false);
    const other = await hear(planExperimentTool, video, { matrix: { ...matrix, duration: 8 } });
    expect(other.text).toMatch(/^EXPERIMENT_EXISTS/);
    const kept = await readFile(join(sandbox.root, 'experiments', 'inline-walk.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual(matrix);
  });

  it('refuses with path and line, and neither or both of file and matrix', async () => {
    await writeFile(join(sandbox.root, 'experiments', 'typo.json'), '{\n"models": ["a"],\n"promt": "x"\n}');
    const { text, isError } = await hear(planExperimentTool, video, { file: 'typo' });
    expect(isError).toBe(true);
    expect(text).toContain('experiments/typo.json:3: promt: unknown key; did you mean prompt');
    expect((await hear(planExperimentTool, video, {})).text).toContain('file or matrix');
    expect((await hear(planExperimentTool, video, { file: 'walk', matrix: {} })).text).toContain(
      'file or matrix',
    );
    const bad = await hear(planExperimentTool, video, { matrix: { models: ['a'] } });
    expect(bad.text).toMatch(/^BAD_EXPERIMENT: the plan: /);
  });

  it('says what to do when no cell can be run', async () => {
    const matrix = {
      task_slug: 'none',
      models: ['veo-3.1-fast-i2v'],
      prompt: 'x',
      image: 'hero.png',
      duration: 5,
    };
    const { data } = await hear(planExperimentTool, video, { matrix });
    expect(data).toMatchObject({
      cells: [],
      refused: [{ model: 'veo-3.1-fast-i2v', cells: 1, code: 'INVALID_DURATION' }],
      next: expect.stringContaining('No cell can be run'),
    });
  });

  it('warns of a model that makes images, which no clip can be compared with', async () => {
    const matrix = { task_slug: 'stills', models: ['nano-banana'], prompt: 'a fox' };
    const { data } = await hear(planExperimentTool, video, { matrix });
    expect(data['warnings']).toContainEqual(
      expect.stringMatching(/^nano-banana: it makes images and no videos/),
    );
  });
});
