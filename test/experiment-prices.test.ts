import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planExperiment } from '../src/experiments/plan/plan.ts';
import type { ExperimentFile } from '../src/experiments/plan/plan-file.ts';
import type { FalVideo } from '../src/fal-video.ts';
import { MODEL_TABLE, type ModelSource } from '../src/simulator/index.ts';
import { microsFromUsd } from '../src/util/money.ts';
import { planExperimentTool } from '../tools/plan_experiment.ts';
import { hear } from './support/agent.ts';
import { ALL_FIVE } from './support/requests.ts';
import { runToEnd } from './support/run-to-end.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

/** All that fal makes here costs half as much again as its list says: there is a history that raises every price. */
const dearer: ModelSource = {
  list: () => MODEL_TABLE,
  find: (endpointId) => {
    const model = MODEL_TABLE.find(({ endpoint_id }) => endpoint_id === endpointId);
    return model === undefined ? null : { ...model, strays: 1.5 };
  },
};

/** `PROPERTY_RUNS=500` looks at as many as the campaign does. */
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 12);

let sandbox: Sandbox;
let video: FalVideo;
beforeAll(async () => {
  sandbox = await makeSandbox({
    // Whatever costs something needs its quote: nothing of what is planned here is ever begun.
    config: { ...RICH, ask_above_usd: 0 },
    simulator: { models: dearer },
  });
  video = await sandbox.open();
  await mkdir(join(sandbox.root, 'experiments'));
  for (const model of ['hailuo-02-standard-i2v', 'kling-v3-pro-i2v']) {
    const plan = await video.jobs.plan([{ model, prompt: 'a', image: 'hero.png' }]);
    await runToEnd(video, { model, prompt: 'a' }, plan.quote);
  }
});
afterAll(() => sandbox.close());

const experiments = fc.record({
  task_slug: fc.constantFrom('walk', 'wave', 'turn'),
  models: fc.uniqueArray(fc.constantFrom(...ALL_FIVE), { minLength: 1, maxLength: 5 }),
  prompts: fc.uniqueArray(fc.constantFrom('she walks', 'she waves', 'she turns'), { minLength: 1 }),
  seeds: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
  durations: fc.uniqueArray(fc.constantFrom(4, 5, 6, 8, 10), { minLength: 1, maxLength: 3 }),
  repeats: fc.integer({ min: 1, max: 2 }),
  when_unsupported: fc.constantFrom('refuse' as const, 'nearest' as const, 'leave_out' as const),
});

describe('the price of an experiment', () => {
  it('is to the micro-dollar the same in its plan and in its run, whatever such jobs did cost before', async () => {
    let raised = 0;
    await fc.assert(
      fc.asyncProperty(experiments, async (wish) => {
        const file: ExperimentFile = { ...wish, image: 'hero.png', max_cells: 1000 };
        await writeFile(join(sandbox.root, 'experiments', `${wish.task_slug}.json`), JSON.stringify(file));
        const { data } = await hear(planExperimentTool, video, { file: wish.task_slug });
        const run = await video.experiments.run(wish.task_slug);
        if (data.cells?.length === 0) return;
        if (run.kind !== 'quote-needed') throw new Error('it ran unasked');
        const { plan } = run;
        expect(data['to_pay_usd']).toBe((plan.reserved ?? 0) / 1_000_000);
        expect(data['quote']).toMatchObject({
          new_jobs: plan.steps.length,
          reserved_usd: (plan.quote.reserved ?? 0) / 1_000_000,
        });
        const sum = plan.steps.reduce((all, { reserved }) => all + (reserved ?? 0), 0);
        expect(plan.reserved).toBe(sum);
        raised += plan.steps.filter((step) => (step.reserved ?? 0) > (step.plan.estimate.high ?? 0)).length;
      }),
      { numRuns: RUNS },
    );
    expect(raised).toBeGreaterThan(0);
    expect(sandbox.simulator.books.accepted()).toHaveLength(2);
  });

  it('of two hundred cells with one picture of 24 megapixels decodes the picture once', async () => {
    const noise = { create: { width: 6000, height: 4000, channels: 3 as const, background: '#678' } };
    await sharp(noise).jpeg().toFile(join(sandbox.root, 'large.jpg'));
    const decoded: string[] = [];
    const counted =
      <Answer>(decode: (path: string) => Answer) =>
      (path: string) => {
        decoded.push(path);
        return decode(path);
      };
    const media = {
      ...video.media,
      pictureInfo: counted((path) => video.media.pictureInfo(path)),
      inspectPicture: counted((path) => video.media.inspectPicture(path)),
    };
    const other = await sandbox.open({ media });
    const plan: ExperimentFile = {
      task_slug: 'many',
      models: ['kling-v3-pro-i2v'],
      prompt: 'she walks',
      image: 'large.jpg',
      durations: [3, 4, 5, 6],
      repeats: 50,
      max_cells: 200,
    };
    await writeFile(join(sandbox.root, 'experiments', 'many.json'), JSON.stringify(plan));
    const begun = await other.experiments.run('many');
    expect(begun).toMatchObject({ kind: 'quote-needed', plan: { quote: { jobs: 200 } } });
    expect(decoded).toHaveLength(1);
  });

  it('is held to the budget that its file states', async () => {
    const planner = video.jobs.planner();
    const file: ExperimentFile = {
      task_slug: 'small',
      models: ['kling-v3-pro-i2v'],
      prompt: 'she walks',
      image: 'hero.png',
      budget_usd: 0.5,
    };
    const plan = await planExperiment(file, { ...video, planner, simulated: true });
    expect(plan.budget).toBe(microsFromUsd(0.5));
    const priced = await video.experiments.price(plan, planner);
    expect(priced.refusal).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringContaining('(budget_usd)') as string,
    });
  });
});
