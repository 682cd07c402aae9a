import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Begun } from '../../src/experiments/run/experiments.ts';
import type { ExperimentState } from '../../src/experiments/run/types.ts';
import type { FalVideo } from '../../src/fal-video.ts';
import { ALL_FIVE } from '../../test/support/requests.ts';
import { runProgram } from '../../test/support/run-program.ts';
import {
  drawHero,
  makeSandbox,
  RICH,
  type Sandbox,
  type SandboxOptions,
} from '../../test/support/sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const LONG = 20_000_000;
/** Two models, one prompt, two seeds: four cells, together up to $2.10. */
const WALK = {
  models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'],
  prompts: ['the hero walks in place'],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
};

async function opened(plan: object = {}, options: SandboxOptions = {}): Promise<FalVideo> {
  sandbox = await makeSandbox(options);
  await writePlan(plan);
  return await sandbox.open();
}

async function writePlan(plan: object): Promise<void> {
  await mkdir(join(sandbox.root, 'experiments'), { recursive: true });
  await writeFile(join(sandbox.root, 'experiments/walk.json'), JSON.stringify({ ...WALK, ...plan }));
}

async function toTheEnd(video: FalVideo, options = {}): Promise<ExperimentState> {
  begun(await video.experiments.run('walk', options));
  return await video.experiments.wait('walk', { ms: LONG });
}

function begun(answer: Begun): ExperimentState {
  if (answer.kind === 'begun') return answer.state;
  throw new Error(`a quote is needed: ${answer.plan.reserved}`);
}

const accepted = () => sandbox.simulator.books.accepted().length;
const statuses = ({ cells }: ExperimentState) => cells.map(({ status }) => status);
const read = async (...path: string[]) => await readFile(join(sandbox.root, ...path), 'utf8');
const json = async (...path: string[]) => JSON.parse(await read(...path)) as Record<string, unknown>;

interface Shown {
  cells: { cell_id: string }[];
  next_cursor: string | null;
  models: unknown[];
}

describe('an experiment', () => {
  it('makes each cell once, and writes what was planned, what came of it, and the page', async () => {
    const video = await opened({ models: ALL_FIVE, when_unsupported: 'nearest' });
    const state = await toTheEnd(video);
    expect(statuses(state)).toEqual(Array(10).fill('collected'));
    expect(accepted()).toBe(10);
    const batch = await json(state.folder, 'batch.json');
    expect(batch).toMatchObject({
      task_slug: 'walk',
      prompt: 'the hero walks in place',
      input_image: 'hero.png',
      models: ALL_FIVE,
      output_root: state.folder,
      config_path: 'experiments/walk.json',
      simulated: true,
    });
    expect(batch['timestamp']).toMatch(/^\d{4}-\d\d-\d\d-\d{6}$/);
    const results = await json(state.folder, 'results.json');
    expect(results).toMatchObject({ stopped: null, totals: { cells: 10, bill_unknown: 0 } });
    expect(results['rows']).toHaveLength(10);
    const rows = await video.ledger();
    expect(new Set(rows.map(({ cell }) => cell)).size).toBe(10);
    expect(rows.every(({ experiment }) => experiment === 'walk')).toBe(true);
    expect(await read(state.folder, 'report.html')).toContain('<html');
    const prompts = await read(`experiments/simulated/prompts/${state.plan.batch}-prompts.md`);
    expect(rows.every(({ request_id }) => prompts.includes(request_id ?? '?'))).toBe(true);
  });

  it('is shown by the program as many cells at a time as are asked for, the rest behind a cursor', async () => {
    const video = await opened();
    const { cells } = await toTheEnd(video);
    const ids = cells.map(({ cell_id }) => cell_id);
    const show = async (...args: string[]) => {
      const ran = await runProgram(
        ['experiment', 'show', 'walk', ...args, '--json', '--root', sandbox.root],
        sandbox.env,
      );
      expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
      const { cells: shown, next_cursor, models } = JSON.parse(ran.stdout) as Shown;
      return { shown: shown.map(({ cell_id }) => cell_id), next_cursor, models: models.length };
    };
    expect(await show()).toEqual({ shown: ids, next_cursor: null, models: 2 });
    const [, , third = ''] = ids;
    expect(await show('--limit', '3')).toEqual({ shown: ids.slice(0, 3), next_cursor: third, models: 2 });
    expect(await show('--limit', '3', '--cursor', third)).toEqual({
      shown: ids.slice(3),
      next_cursor: null,
      models: 0,
    });
  });

  it('writes into the record of a job what the experiment asked, where the nearest was sent instead', async () => {
    const plan = {
      models: ['hailuo-02-standard-i2v'],
      seeds: undefined,
      duration: 7,
      when_unsupported: 'nearest',
    };
    const [cell] = (await toTheEnd(await opened(plan))).cells;
    const { fields } = await json(dirname(cell?.video?.path ?? ''), 'run.json');
    expect(fields).toContainEqual({
      field: 'duration',
      asked: 7,
      sent: '6',
      origin: 'adjusted',
      note: 'the nearest that it has',
    });
  });

  it('has at fal no more jobs at once than the configuration says', async () => {
    const config = { ...RICH, max_concurrent_jobs: 3, max_concurrent_by_endpoint: { [KLING]: 1 } };
    const video = await opened(
      { seeds: [1, 2, 3, 4] },
      { config, simulator: { pace: { queueMs: 20, workMs: 60 } } },
    );
    let most = 0;
    let mostKling = 0;
    video.jobs.listen(() => {
      void video.jobs.list().then((jobs) => {
        const there = jobs.filter(({ state }) => ['submitting', 'queued', 'running'].includes(state));
        most = Math.max(most, there.length);
        mostKling = Math.max(mostKling, there.filter(({ plan }) => plan.endpoint_id === KLING).length);
      });
    });
    expect(statuses(await toTheEnd(video))).toEqual(Array(8).fill('collected'));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(mostKling).toBe(1);
  });

  it('keeps to that number together with another one in another process', async () => {
    const config = { ...RICH, max_concurrent_jobs: 3 };
    const one = await opened({ seeds: [1, 2, 3] }, { config });
    await writeFile(
      join(sandbox.root, 'experiments/jump.json'),
      JSON.stringify({ ...WALK, prompts: ['the hero jumps'], seeds: [4, 5, 6] }),
    );
    const other = await sandbox.open();
    await Promise.all([one.experiments.run('walk'), other.experiments.run('jump')]);
    await Promise.all([
      one.experiments.wait('walk', { ms: LONG }),
      other.experiments.wait('jump', { ms: LONG }),
    ]);
    expect(accepted()).toBe(12);
    // Counted in the order of the journal, which all processes write one after the other.
    const lines = (await read('experiments/simulated/fal/journal.jsonl')).trim().split('\n');
    let under = 0;
    const counts = lines.map((line) => {
      const { event } = JSON.parse(line) as { event?: { type: string } };
      if (event?.type === 'planned') under += 1;
      if (event?.type === 'completed') under -= 1;
      return under;
    });
    expect(Math.max(...counts)).toBe(3);
    expect(under).toBe(0);
  });

  it('is seen by a process that has run it before as the one sees it that runs it now', async () => {
    const before = await opened({ seeds: [1] }, { simulator: { pace: { queueMs: 20, workMs: 2_000 } } });
    await toTheEnd(before);
    await writePlan({ seeds: [1, 2] });
    const now = await sandbox.open();
    await now.experiments.run('walk');
    expect((await before.experiments.state('walk')).running).toBe('elsewhere');
    const seen = await before.experiments.wait('walk', { ms: LONG });
    expect(seen.running).toBe('no');
    expect(statuses(seen)).toEqual(Array(4).fill('collected'));
    expect(seen.new_cells).toHaveLength(2);
    // The one that ran it still looks at the last videos; then both see the same.
    await now.experiments.wait('walk', { ms: LONG });
    expect(await before.experiments.state('walk')).toEqual(await now.experiments.state('walk'));
  });

  it('pays for nothing when it is run again', async () => {
    const video = await opened();
    const first = await toTheEnd(video);
    const again = await toTheEnd(await sandbox.open());
    expect(accepted()).toBe(4);
    expect(again.folder).toBe(first.folder);
    expect(again.cells.map(({ job_id }) => job_id)).toEqual(first.cells.map(({ job_id }) => job_id));
    expect(again.new_cells).toEqual([]);
  });

  it('with one more model pays for the cells of that one, and says so', async () => {
    await toTheEnd(await opened());
    await writePlan({ models: [...WALK.models, 'seedance-v1.5-pro-i2v'] });
    const wider = await toTheEnd(await sandbox.open());
    expect(accepted()).toBe(6);
    expect(wider.new_cells.map(({ why }) => why)).toEqual(Array(2).fill('new: model seedance-v1.5-pro-i2v'));
  });

  it('with another picture under the same name makes new cells, says why, and keeps the old ones', async () => {
    await toTheEnd(await opened());
    await drawHero(join(sandbox.root, 'hero.png'), '#f00');
    const changed = await toTheEnd(await sandbox.open());
    expect(accepted()).toBe(8);
    expect(new Set(changed.new_cells.map(({ why }) => why))).toEqual(
      new Set(['the picture hero.png changed']),
    );
    expect(changed.former.map(({ status }) => status)).toEqual(Array(4).fill('collected'));
    expect((await json(changed.folder, 'results.json'))['former_cells']).toHaveLength(4);
  });

  it('keeps in its results the cells that the plan has no longer', async () => {
    await toTheEnd(await opened());
    await writePlan({ seeds: [1] });
    const narrower = await toTheEnd(await sandbox.open());
    expect(narrower.cells).toHaveLength(2);
    expect(narrower.former).toHaveLength(2);
    expect(accepted()).toBe(4);
  });

  it('goes on from its last plan when its file is gone', async () => {
    const rules = [{ call: 'submit', kind: '403-locked' } as const];
    const config = { ...RICH, max_concurrent_jobs: 1 };
    const video = await opened({}, { config, simulator: { faults: { rules } } });
    expect((await toTheEnd(video)).stopped?.code).toBe('ACCOUNT_LOCKED');
    await rm(join(sandbox.root, 'experiments/walk.json'));
    sandbox.simulator.setFaults({ rules: [] });
    const state = await toTheEnd(await sandbox.open(), { retry_failed: true });
    expect(statuses(state)).toEqual(Array(4).fill('collected'));
  });
});

const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';

describe('trouble', () => {
  it('with one cell leaves the others alone, and the failed one is kept until it is asked for anew', async () => {
    const rules = [{ call: 'result', kind: '422-list', match: '"seed":2' } as const];
    const video = await opened({}, { simulator: { faults: { rules } } });
    const state = await toTheEnd(video);
    expect(statuses(state).toSorted()).toEqual(['collected', 'collected', 'collected', 'failed']);
    sandbox.simulator.setFaults({ rules: [] });
    expect(statuses(await toTheEnd(video))).toContain('failed');
    expect(accepted()).toBe(4);
    expect(statuses(await toTheEnd(video, { retry_failed: true }))).toEqual(Array(4).fill('collected'));
    expect(accepted()).toBe(5);
  });

  it('with a locked account in mid-run collects what is paid, starts no more, says so, and goes on later', async () => {
    const rules = [{ call: 'submit', kind: '403-locked', nth: 4 } as const];
    const config = { ...RICH, max_concurrent_jobs: 2 };
    const video = await opened({ seeds: [1, 2, 3, 4] }, { config, simulator: { faults: { rules } } });
    const state = await toTheEnd(video);
    expect(state.stopped).toMatchObject({ code: 'ACCOUNT_LOCKED' });
    expect(statuses(state).filter((status) => status === 'collected')).toHaveLength(accepted());
    expect(statuses(state)).toContain('waiting');
    expect(await json(state.folder, 'results.json')).toMatchObject({ stopped: { code: 'ACCOUNT_LOCKED' } });
    // What was not spent is not held.
    const { day } = await video.jobs.allowance();
    const billed = state.cells.reduce((sum, cell) => sum + (cell.billed ?? 0), 0);
    expect(day).toBe(10_000_000_000 - billed);
    sandbox.simulator.setFaults({ rules: [] });
    expect(statuses(await toTheEnd(await sandbox.open(), { retry_failed: true }))).toEqual(
      Array(8).fill('collected'),
    );
    expect(accepted()).toBe(8);
  });

  it('that kept a cell from being started is told by the next process, too', async () => {
    const rules = [{ call: 'submit', kind: '403-locked' } as const];
    const config = { ...RICH, max_concurrent_jobs: 1 };
    const { folder } = await toTheEnd(await opened({}, { config, simulator: { faults: { rules } } }));
    const results = (await json(folder, 'results.json')) as unknown as ExperimentState;
    const error = { code: 'CANNOT_WRITE', message: 'The disk is full.' };
    const cells = results.cells.map((cell) => (cell.job_id === null ? { ...cell, error } : cell));
    await writeFile(join(sandbox.root, folder, 'results.json'), JSON.stringify({ ...results, cells }));
    const seen = await (await sandbox.open()).experiments.state('walk');
    const waiting = seen.cells.filter(({ status }) => status === 'waiting');
    expect(waiting.length).toBeGreaterThan(0);
    for (const cell of waiting) expect(cell.error).toMatchObject(error);
  });

  it('in a row stops the rest', async () => {
    const rules = [{ call: 'result', kind: '422-list' } as const];
    const config = { ...RICH, stop_after_failures: 3, max_concurrent_jobs: 1 };
    const video = await opened({ seeds: [1, 2, 3, 4] }, { config, simulator: { faults: { rules } } });
    const state = await toTheEnd(video);
    expect(state.stopped?.code).toBe('FAILURES_IN_A_ROW');
    // One more may have been on its way when the third came back.
    const failed = statuses(state).filter((status) => status === 'failed');
    expect([3, 4]).toContain(failed.length);
    expect(accepted()).toBe(failed.length);
  });

  it('of an unknown outcome blocks only its own cell, and it is found, never sent again', async () => {
    const rules = [
      { call: 'submit', kind: 'drop-after', times: 1 } as const,
      { call: 'history', kind: '500' } as const,
    ];
    const video = await opened({}, { simulator: { faults: { rules } } });
    const state = await toTheEnd(video);
    expect(statuses(state).toSorted()).toEqual(['collected', 'collected', 'collected', 'unknown']);
    sandbox.simulator.setFaults({ rules: [] });
    expect(statuses(await toTheEnd(await sandbox.open()))).toEqual(Array(4).fill('collected'));
    expect(accepted()).toBe(4);
  });

  it('with two processes: the second is told to follow the first', async () => {
    const video = await opened({}, { simulator: { pace: { queueMs: 800, workMs: 1000 } } });
    begun(await video.experiments.run('walk'));
    const other = await sandbox.open();
    await expect(other.experiments.run('walk')).rejects.toMatchObject({ code: 'EXPERIMENT_RUNNING' });
    expect((await other.experiments.state('walk')).running).toBe('elsewhere');
    const state = await other.experiments.wait('walk', { ms: LONG });
    expect(statuses(state)).toEqual(Array(4).fill('collected'));
  });
});

describe('the money of an experiment', () => {
  it('is refused as a whole, before the first job, where the plan would pass a cap', async () => {
    const video = await opened({}, { config: { ...RICH, max_experiment_usd: 1.5 } });
    await expect(video.experiments.run('walk')).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(accepted()).toBe(0);
    expect(await video.jobs.list()).toEqual([]);
  });

  it('is held for the cells that wait, so that no other job takes it', async () => {
    const config = { ...RICH, max_day_usd: 2.2, max_concurrent_jobs: 1 };
    const video = await opened({}, { config, simulator: { pace: { queueMs: 200, workMs: 300 } } });
    begun(await video.experiments.run('walk'));
    const other = await sandbox.open();
    await expect(
      other.start({ model: 'kling-v3-pro-i2v', prompt: 'x', image: 'hero.png' }),
    ).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(statuses(await video.experiments.wait('walk', { ms: LONG }))).toEqual(Array(4).fill('collected'));
  });

  it('is given back when the run is left, and the rest goes on later', async () => {
    const config = { ...RICH, max_concurrent_jobs: 1 };
    const video = await opened({}, { config, simulator: { pace: { queueMs: 200, workMs: 300 } } });
    begun(await video.experiments.run('walk'));
    await video.experiments.stop('walk');
    await video.experiments.wait('walk', { ms: LONG });
    expect((await video.jobs.accountOf('walk'))?.open).toBeNull();
    const left = await video.experiments.state('walk');
    expect(left.stopped?.code).toBe('LEFT');
    await video.close();
    expect(statuses(await toTheEnd(await sandbox.open()))).toEqual(Array(4).fill('collected'));
    expect(accepted()).toBe(4);
  });

  it('above what may run unasked needs a quote for just this plan, and is agreed to once', async () => {
    const config = { ...RICH, ask_above_usd: 1 };
    const video = await opened({}, { config });
    const asked = await video.experiments.run('walk');
    if (asked.kind !== 'quote-needed') throw new Error('it ran unasked');
    expect(asked.plan).toMatchObject({ quote: { jobs: 4 }, refusal: null });
    expect(accepted()).toBe(0);
    const { quote_id } = asked.plan.quote;
    await writePlan({ seeds: [1, 2, 3] });
    await expect(video.experiments.run('walk', { quote_id })).rejects.toMatchObject({
      code: 'QUOTE_MISMATCH',
    });
    await writePlan({});
    await toTheEnd(video, { quote_id });
    // What was agreed to goes on without a new word; what is new needs one.
    expect((await toTheEnd(video)).cells).toHaveLength(4);
    await writePlan({ seeds: [1, 2, 3, 4] });
    expect(await video.experiments.run('walk', {})).toMatchObject({
      kind: 'quote-needed',
      plan: { quote: { jobs: 4 } },
    });
    await expect(video.experiments.run('walk', { quote_id })).rejects.toMatchObject({
      code: 'QUOTE_MISMATCH',
    });
    expect(accepted()).toBe(4);
  });
});
