import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import type { JobRequest } from '../src/jobs/plan/job-request.ts';
import type { Job } from '../src/store/job.ts';
import { nextCall } from '../src/server/answer/views.ts';
import { reconciledView } from '../src/server/spending/reconcile-view.ts';
import { MODEL_TABLE, type ModelSource } from '../src/simulator/index.ts';
import { estimateCost } from '../tools/estimate_cost.ts';
import { getJob } from '../tools/get_job.ts';
import { listJobs } from '../tools/list_jobs.ts';
import { planExperimentTool } from '../tools/plan_experiment.ts';
import { readLedgerTool } from '../tools/read_ledger.ts';
import { reconcileCosts } from '../tools/reconcile_costs.ts';
import { hear } from './support/agent.ts';
import { request } from './support/requests.ts';
import { makeSandbox, RICH, type Sandbox, type SandboxOptions } from './support/sandbox.ts';

/** Listed at $0.27 for six seconds. */
const HAILUO = { model: 'hailuo-02-standard-i2v', duration: 6 };
const TASK = { model: HAILUO.model, prompt: 'the hero walks', image: 'hero.png', duration: 6 };

/** Clips really cost so many times what the list says, by the beginning of their endpoint. */
const charging = (times: Record<string, number>): ModelSource => ({
  list: () => MODEL_TABLE,
  find: (id) => {
    const model = MODEL_TABLE.find(({ endpoint_id }) => endpoint_id === id);
    if (model === undefined) return null;
    const factor = Object.entries(times).find(([name]) => id.includes(name))?.[1] ?? 1;
    return { ...model, strays: factor };
  },
});

let sandbox: Sandbox;
let video: FalVideo;
async function open(times: Record<string, number>, { config, simulator }: SandboxOptions = {}) {
  sandbox = await makeSandbox({
    ...(config === undefined ? {} : { config }),
    simulator: { models: charging(times), ...simulator },
  });
  video = await sandbox.open();
}
afterEach(() => sandbox.close());

async function run(more: Partial<JobRequest> = HAILUO): Promise<Job> {
  const { job_id } = await video.start(request(more));
  const [job] = await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
  if (job === undefined) throw new Error('no job');
  return job;
}
const spentToday = async () => (await video.jobs.allowance()).spent_today;
const estimate = async () => (await hear(estimateCost, video, TASK)).data;

describe('a clip billed 12.6 x its estimate', () => {
  let job: Job;
  beforeEach(async () => {
    await open({ hailuo: 12.6 }, { simulator: { adminKeys: true } });
    job = await run();
  });

  it('is disputed in the job, its next step and the list, with both figures', async () => {
    const { data } = await hear(getJob, video, { job_id: job.job_id });
    const note = 'billed $3.402, 12.6 x the estimate of $0.27: disputed, and counted at $3.402';
    expect(data).toMatchObject({ estimated_usd: 0.27, billed_usd: 3.402, billed_note: note, disputed: true });
    expect(data['next']).toMatch(
      /looks closer\. Done: see .*\. Billed \$3\.402, 12\.6 x the estimate of \$0\.27/,
    );
    expect(data['next']).toContain('It is a price of the simulated fal, and nothing was paid.');
    expect(nextCall({ ...(await video.jobs.get(job.job_id)), simulated: false })).toMatchObject({
      tool: 'reconcile_costs',
      text: expect.stringMatching(/ only the user, .*: fal-video job job_\w+ --cost USD\.$/) as string,
    });
    const { data: list } = await hear(listJobs, video, {});
    expect(list['jobs']).toMatchObject([{ disputed: true, next: data['next'] }]);
  });

  it('counts in the caps at once', async () => {
    expect(await spentToday()).toBe(3_402_000);
  });

  it('is told in the notes of the next estimate, and raises no reservation', async () => {
    const data = await estimate();
    expect(data['notes']).toContainEqual(
      `A bill of this endpoint, ${job.job_id} at $3.402, 12.6 x the estimate of $0.27, is disputed and not in this price.`,
    );
    expect(data['history']).toBeNull();
    expect((await video.jobs.plan([request(HAILUO)])).reserved).toBe(270_000);
  });

  it('stands in the ledger, its table and its totals with both figures', async () => {
    const { data } = await hear(readLedgerTool, video, {});
    expect(data).toMatchObject({
      totals: { billed_usd: 3.402, counted_usd: 3.402, disputed: 1, drift_usd: null },
      rows: [{ estimated_usd: 0.27, billed_usd: 3.402, counted_usd: 3.402, disputed: true, drift_usd: null }],
      summary: expect.stringContaining('disputed: 1, so that $3.402 count'),
    });
    const csv = await readFile(video.project.paths.ledgerCsv, 'utf8');
    const [header = '', row = ''] = csv.trim().split('\n');
    expect(header).toMatch(/,verified_source,disputed,told_cost,counted_cost,revision$/);
    expect(row).toMatch(/billed \$3\.402, 12\.6 x the estimate of \$0\.27.*,true,,3\.402,\d+$/);
  });

  it('is settled by the billing events of fal, and then raises what the next one reserves', async () => {
    expect(await video.jobs.reconcile({ waitMs: 0 })).toMatchObject({ disputed: [] });
    expect((await video.jobs.get(job.job_id)).verified?.micros).toBe(3_402_000);
    const data = await estimate();
    expect(data['history']).toMatchObject({ jobs: 1, drift_ratio: 12.6, high_usd: 3.402 });
    expect(data['notes']).toContainEqual(
      '1 job billed: 12.6 x the estimate, which makes $3.402 here; the caps count $3.402.',
    );
    expect((await video.jobs.plan([request(HAILUO)])).reserved).toBe(3_402_000);
  });
});

describe('a disputed bill', () => {
  it('is settled by the word of the user, once and for all processes, and may be corrected', async () => {
    await open({ hailuo: 12.6 });
    const { job_id } = await run();
    expect(await video.jobs.tellCost(job_id, 270_000)).toMatchObject({
      told_micros: 270_000,
      finalized: true,
    });
    expect(await spentToday()).toBe(270_000);
    const [row] = await video.ledger();
    expect(row).toMatchObject({
      billed_cost: 3.402,
      told_cost: 0.27,
      counted_cost: 0.27,
      disputed: false,
      drift: 0,
      billed_note: '$0.27 by the word of the user, where fal billed $3.402',
    });
    const other = await sandbox.open();
    expect(await other.jobs.tellCost(job_id, 300_000)).toMatchObject({ told_micros: 300_000 });
    expect((await other.jobs.reconcile({ waitMs: 0 })).disputed).toEqual([]);
  });

  it('below a third of its quote counts at the quote, so that no cap opens by a misread unit', async () => {
    await open({ hailuo: 0.1 });
    const job = await run();
    expect(job.bill?.micros).toBe(27_000);
    expect(await spentToday()).toBe(270_000);
    const { data } = await hear(readLedgerTool, video, {});
    expect(data).toMatchObject({ totals: { billed_usd: 0.027, counted_usd: 0.27, disputed: 1 } });
  });

  it('is the only kind that a word of the user is taken for, besides one that is not known', async () => {
    await open({});
    const { job_id } = await run();
    await expect(video.jobs.tellCost(job_id, 0)).rejects.toMatchObject({ code: 'BILL_NOT_OPEN' });
    expect(await spentToday()).toBe(270_000);
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: 'missing-headers' }] });
    const lost = await run({ ...HAILUO, prompt: 'another' });
    expect(lost.bill?.micros).toBeNull();
    await video.jobs.tellCost(lost.job_id, 100_000);
    expect(await spentToday()).toBe(370_000);
  });

  it('is no matter of a request that fal refused or that failed for nothing', async () => {
    await open({});
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '422-list' }] });
    const failed = await run();
    expect(failed.state).toBe('failed');
    expect((await video.jobs.reconcile({ waitMs: 0 })).disputed).toEqual([]);
  });
});

it('a disputed bill of an experiment stands in its results and its page with both figures', async () => {
  await open({ hailuo: 12.6 });
  const plan = { models: [HAILUO.model], prompts: ['walks'], image: 'hero.png', duration: 6 };
  await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
  await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify(plan));
  await video.experiments.run('walk', {});
  const { folder, cells, remarks } = await video.experiments.wait('walk', { ms: 6_000_000 });
  const note = 'billed $3.402, 12.6 x the estimate of $0.27: disputed, and counted at $3.402';
  expect(cells).toMatchObject([{ billed: 3_402_000, bill_note: note }]);
  expect(remarks).toContainEqual({ cell_id: cells[0]?.cell_id, text: note });
  for (const file of ['results.json', 'report.html']) {
    expect(await readFile(join(sandbox.root, folder, file), 'utf8')).toContain(note);
  }
});

describe('a clip billed above its quote, and near enough to be believed', () => {
  beforeEach(() => open({ hailuo: 1.5 }, { config: { ...RICH, max_job_usd: 0.4 } }));

  it('is said from the first job on, and the next one reserves as much', async () => {
    const job = await run();
    const { data } = await hear(getJob, video, { job_id: job.job_id });
    expect(data).toMatchObject({
      billed_note: 'billed $0.405, 1.5 x the estimate of $0.27',
      disputed: false,
    });
    expect(data['next']).toBe(
      `inspect_video {"video":"${job.job_id}"} looks closer. Done for $0.405: see outputs[].path, below root. Billed $0.405, 1.5 x the estimate of $0.27.`,
    );
    expect((await estimate())['notes']).toContainEqual(
      expect.stringContaining(
        '1 job billed: 1.5 x the estimate, which makes $0.405 here; the caps count $0.405.',
      ),
    );
    const { model: _, ...task } = TASK;
    const all = await hear(estimateCost, video, { ...task, task: 'image-to-video', limit: 2000 });
    expect(all.data['prices']).toContainEqual(
      expect.objectContaining({ model: HAILUO.model, high_usd: 0.27, seen_usd: 0.405 }),
    );
    await expect(video.start(request({ ...HAILUO, prompt: 'again' }))).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
    });
  });

  it('is in the notes and the caps of a plan', async () => {
    await run();
    const plan = {
      title: 'walk',
      models: [HAILUO.model],
      prompts: ['walks'],
      image: 'hero.png',
      duration: 6,
    };
    await writeFile(join(sandbox.root, 'walk.json'), JSON.stringify(plan));
    const { data } = await hear(planExperimentTool, video, { file: 'walk.json' });
    const warnings = data.warnings.join('\n');
    expect(warnings).toContain('hailuo-02-standard-i2v: 1 job billed: 1.5 x the estimate');
    expect(warnings).toContain(
      'This needs up to $0.405; $0.40 of the $0.40 for one job is left (max_job_usd)',
    );
  });
});

describe('a reconciliation', () => {
  it('names each model that costs otherwise than quoted, though the sum over all is as quoted', async () => {
    // Kling lists $0.56, Hailuo $0.27: the two nearly cancel out.
    await open({ hailuo: 3, kling: 0.04 });
    const jobs = [await run(), await run({ duration: 5 })];
    const { data } = await hear(reconcileCosts, video, { wait_seconds: 0 });
    expect(data['problems']).toEqual([
      {
        code: 'BILLED_ABOVE_QUOTE',
        message: `hailuo-02-standard-i2v: 1 of 1 job cost more than quoted, ${jobs[0]?.job_id} $0.81, 3 x the estimate of $0.27.`,
      },
      {
        code: 'BILLED_BELOW_QUOTE',
        message: `kling-v3-pro-i2v: 1 of 1 job cost less than quoted, ${jobs[1]?.job_id} $0.0224, 0.04 x the estimate of $0.56.`,
      },
    ]);
    expect(data).toMatchObject({ disputed: { count: 1, job_ids: [jobs[1]?.job_id] } });
    expect(data['next']).toMatch(
      /^Disputed bills count at the dearer figure\. It is a price of the simulated/,
    );
    const { next } = reconciledView(await video.jobs.reconcile({ waitMs: 0 }), false);
    expect(next.text).toContain(`fal-video job ${jobs[1]?.job_id} --cost USD`);
    expect(data['summary']).toContain('disputed bills: 1');
  });

  it('says which charge of fal cannot be read, and takes none of it for money', async () => {
    await open({ hailuo: 12.6 }, { simulator: { adminKeys: true } });
    const job = await run();
    video.fal.billingEvents = ({ request_ids }) =>
      Promise.resolve(
        request_ids.map((request_id) => ({
          request_id,
          micros: null,
          problem: 'its cost_total is 1e+308',
          source: 'cost_total' as const,
        })),
      );
    const { verification, disputed } = await video.jobs.reconcile({ waitMs: 0 });
    expect(verification).toMatchObject({ not_shown: 1, reason: expect.stringContaining('1e+308') as string });
    expect(disputed).toEqual([job.job_id]);
  });
});

describe('units that are no amount', () => {
  it.each(['99999999999999999999', '0x10', '1e308'])('leave the bill unknown: %s', async (units) => {
    await open({});
    const { fal } = video;
    const result = fal.result.bind(fal);
    fal.result = async (...asked) => {
      const outcome = await result(...asked);
      if (outcome.kind === 'ok') outcome.answer.headers.billable_units = units;
      return outcome;
    };
    const job = await run();
    expect(job.bill).toMatchObject({ micros: null, billable_units: units });
    expect(job.bill?.reason).toContain(units);
    // What was reserved goes on counting, and nothing else does.
    expect(await spentToday()).toBe(270_000);
    const { data } = await hear(getJob, video, { job_id: job.job_id });
    expect(data).toMatchObject({ billed_usd: null, billed_note: expect.stringContaining(units) });
  });
});
