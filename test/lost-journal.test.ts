import { appendFile, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { costOf } from '../src/store/cost-of.ts';
import type { Job } from '../src/store/job.ts';
import { request } from './support/requests.ts';
import { endOf, runToEnd } from './support/run-to-end.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

let sandbox: Sandbox;
let video: FalVideo;
beforeEach(async () => {
  sandbox = await makeSandbox();
  video = await sandbox.open();
});
afterEach(() => sandbox.close());

const fal = (...names: string[]) => join(sandbox.root, 'experiments', 'simulated', 'fal', ...names);
const journal = () => fal('journal.jsonl');
const accepted = () => sandbox.simulator.books.accepted().length;
const BEHIND = { code: 'JOURNAL_BEHIND', fault: 'record' };
/** What all jobs count as: the caps see no more and no less. */
const spent = async (from: FalVideo) =>
  (await from.jobs.list()).reduce((sum, job) => sum + (costOf(job) ?? job.reserved_micros), 0);

/** Cuts the journal behind its first lines. */
async function cutTo(lines: number): Promise<void> {
  const text = await readFile(journal(), 'utf8');
  await writeFile(
    journal(),
    text
      .split('\n')
      .slice(0, lines + 1)
      .join('\n'),
  );
}

async function repaired(): Promise<FalVideo> {
  const repairer = await sandbox.open();
  const plan = await repairer.jobs.planRepair();
  expect(plan.refused).toEqual([]);
  expect(await repairer.jobs.repair(plan)).toBeNull();
  return await sandbox.open();
}

/** What a job or a row is, but for when it was last touched and how often. */
const essence = (job: object) => {
  const touched = { revision: 0, finalized: true, updated_at: '', events: [], queue_position: null };
  return { ...job, ...touched };
};

describe('a journal that is gone', () => {
  it('stops spending, and everything is as it was after the repair', async () => {
    const before = [
      await runToEnd(video),
      await runToEnd(video, { prompt: 'again', model: 'veo-3.1-fast-i2v' }),
    ];
    const cost = await spent(video);
    const ledger = await video.ledger();
    await rm(journal());
    const later = await sandbox.open();
    await expect(later.start(request({ prompt: 'more' }))).rejects.toMatchObject(BEHIND);
    expect((await later.jobs.trouble())?.message).toContain('2 jobs');
    await expect(later.jobs.get(before[0]?.job_id ?? '')).rejects.toMatchObject(BEHIND);
    expect(accepted()).toBe(2);

    const fixed = await repaired();
    expect(await spent(fixed)).toBe(cost);
    expect((await fixed.jobs.list()).map(essence)).toEqual(before.map(essence));
    expect((await runToEnd(fixed, { prompt: 'more' })).state).toBe('collected');
    await fixed.jobs.recover();
    expect((await fixed.ledger()).slice(0, 2).map(essence)).toEqual(ledger.map(essence));
  });

  it('stops a server that has it in its memory, too, and a repair beside it lets that go on', async () => {
    await runToEnd(video);
    await rm(journal());
    await expect(video.start(request({ prompt: 'more' }))).rejects.toMatchObject(BEHIND);
    expect((await readdir(fal())).includes('journal.jsonl')).toBe(false);
    await repaired();
    expect((await runToEnd(video, { prompt: 'more' })).state).toBe('collected');
    expect(accepted()).toBe(2);
  });

  it('with everything beside it stops the server that still knows better', async () => {
    await runToEnd(video);
    await rm(fal(), { recursive: true });
    await expect(video.start(request({ prompt: 'more' }))).rejects.toMatchObject(BEHIND);
    expect(accepted()).toBe(1);
  });

  it('is as good as there when a backup comes back', async () => {
    await runToEnd(video);
    await copyFile(journal(), fal('backup'));
    await rm(journal());
    await expect(video.start(request({ prompt: 'more' }))).rejects.toMatchObject(BEHIND);
    await copyFile(fal('backup'), journal());
    expect((await runToEnd(video, { prompt: 'more' })).state).toBe('collected');
  });

  it('takes nothing from a job in flight: it is collected after the repair, once', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '504' }] });
    const { job_id } = await video.start(request());
    await expect.poll(async () => (await video.jobs.get(job_id)).state).toBe('completed');
    await video.close();
    await rm(journal());
    sandbox.simulator.setFaults({ rules: [] });
    const fixed = await repaired();
    await fixed.jobs.recover();
    expect(await endOf(fixed, job_id)).toMatchObject({ state: 'collected' });
    expect(accepted()).toBe(1);
    expect(await spent(fixed)).toBe(sandbox.simulator.books.totalMicros());
  });
});

describe('a journal that was cut at a line end', () => {
  it.each([
    ['was answered', []],
    ['was unknown, and found', [{ call: 'submit', kind: 'drop-after', times: 1 } as const]],
  ])('never lets a job that %s be sent again or forgotten, wherever it was cut', async (_, rules) => {
    sandbox.simulator.setFaults({ rules });
    const job = await runToEnd(video, { idempotency_key: 'one' });
    const whole = await readFile(journal(), 'utf8');
    const truth = await spent(video);
    await video.close();
    const lines = whole.split('\n').length - 1;
    expect(lines).toBeGreaterThan(5);
    for (let left = 0; left < lines; left++) {
      await writeFile(journal(), whole);
      await cutTo(left);
      const later = await sandbox.open();
      const again = await later.start(request({ idempotency_key: 'one' })).catch((error: unknown) => error);
      await later.jobs.recover();
      await later.jobs.wait([job.job_id], { ms: 20_000_000, until: 'end' }).catch(() => undefined);
      await later.close();
      expect(accepted(), `cut behind line ${left}: ${JSON.stringify(again)}`).toBe(1);
      const fixed = await repaired();
      await fixed.jobs.recover();
      expect(await endOf(fixed, job.job_id)).toMatchObject({ state: 'collected', bill: job.bill });
      expect(await spent(fixed)).toBe(truth);
      await fixed.close();
    }
    expect(accepted()).toBe(1);
  });

  it.each([
    ['gone', () => rm(journal())],
    ['cut back to the plan of the job', () => cutTo(1)],
  ])(
    'that is %s under a driver at work stops it, and what fal answers is kept for the repair',
    async (_, lose) => {
      sandbox.simulator.setFaults({ rules: [{ call: 'submit', kind: 'slow', ms: 1_000 }] });
      const patient = await sandbox.open({ timeouts: {} });
      const { job_id } = await patient.start(request());
      await expect.poll(accepted, { interval: 10 }).toBe(1);
      await lose();
      await expect.poll(() => patient.jobs.problem(job_id)?.code).toBe('JOURNAL_BEHIND');
      const [entry] = sandbox.simulator.books.accepted();
      expect(patient.jobs.problem(job_id)?.requestId).toBe(entry?.request_id);
      const fixed = await repaired();
      expect(await endOf(fixed, job_id)).toMatchObject({ state: 'collected', found_by: 'answer' });
      expect(accepted()).toBe(1);
    },
  );
});

describe('a repair', () => {
  const inRun = async (job: Job, name: string) => {
    const [output] = (await video.jobs.get(job.job_id)).outputs;
    return join(sandbox.root, output?.path ?? '', '..', name);
  };
  const spoil = async (path: string) => {
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, text.length / 2));
  };

  it.each([
    ['the ledger', () => Promise.resolve()],
    ['the table for spreadsheets', () => rm(fal('ledger.jsonl'))],
    [
      'the results of its batch',
      async () => {
        await rm(fal('ledger.jsonl'));
        await rm(fal('ledger.csv'));
      },
    ],
  ])('tells a job whose record cannot be read from %s', async (_, lose) => {
    const job = await runToEnd(video, { batch: 'one' });
    const truth = await spent(video);
    await spoil(await inRun(job, 'run.json'));
    await lose();
    await rm(journal());
    const fixed = await repaired();
    const [restored] = await fixed.jobs.list();
    expect(restored).toMatchObject({
      job_id: job.job_id,
      state: 'collected',
      handle: { request_id: job.handle?.request_id },
      outputs: [{ path: job.outputs[0]?.path, sha256: job.outputs[0]?.sha256, content_type: 'video/mp4' }],
    });
    expect(await spent(fixed)).toBe(truth);
    expect(await readdir(fal('one', basename(dirname(job.outputs[0]?.path ?? ''))))).toContain(
      'run.json.unreadable',
    );
  });

  it('counts a job in flight whose record cannot be read at what was reserved, and finds its request', async () => {
    sandbox.simulator.setFaults({ rules: [{ call: 'result', kind: '504' }] });
    const { job_id, reserved_micros, plan } = await video.start(request({ batch: 'one' }));
    await expect.poll(async () => (await video.jobs.get(job_id)).state).toBe('completed');
    await video.close();
    sandbox.simulator.setFaults({ rules: [] });
    await rm(journal());
    const folder = fal('one', `${plan.model_alias}-${job_id.replace('job_', '')}`);
    await spoil(join(folder, 'run.json'));
    const fixed = await repaired();
    expect(await spent(fixed)).toBe(reserved_micros);
    expect(await endOf(fixed, job_id)).toMatchObject({ state: 'collected', found_by: 'answer' });
  });

  it('goes on refusing where nothing says what a job may cost, and says which file would', async () => {
    const job = await runToEnd(video, { batch: 'one' });
    await spoil(await inRun(job, 'run.json'));
    for (const name of [
      'ledger.jsonl',
      'ledger.csv',
      'journal.jsonl',
      'one/batch.json',
      'one/results.json',
    ]) {
      await rm(fal(name));
    }
    const repairer = await sandbox.open();
    const plan = await repairer.jobs.planRepair();
    expect(plan).toMatchObject({
      jobs: [],
      refused: [{ job_id: job.job_id, reason: expect.stringContaining('run.json cannot be read') as string }],
    });
    expect(await repairer.jobs.repair(plan)).toContain(job.job_id);
    await expect(repairer.start(request({ prompt: 'more' }))).rejects.toMatchObject(BEHIND);
  });

  it('takes the dearer where run.json and the ledger differ', async () => {
    const job = await runToEnd(video);
    const [row] = await video.ledger();
    const dear = { ...row, billed_cost: 2, counted_cost: 2 };
    await appendFile(fal('ledger.jsonl'), `\n${JSON.stringify(dear)}`);
    await rm(journal());
    const fixed = await repaired();
    expect(await spent(fixed)).toBe(2_000_000);
    expect((await fixed.jobs.get(job.job_id)).bill?.reason).toContain('dearest');
  });

  it('reads records of before their events stood in them', async () => {
    const job = await runToEnd(video);
    const truth = await spent(video);
    const path = await inRun(job, 'run.json');
    const {
      events: _,
      revision: __,
      ...older
    } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify(older));
    await rm(fal('ledger.jsonl'));
    await rm(fal('ledger.csv'));
    await rm(journal());
    const fixed = await repaired();
    expect(await spent(fixed)).toBe(truth);
    expect(await fixed.jobs.get(job.job_id)).toMatchObject({
      state: 'collected',
      outputs: job.outputs,
      plan: { prompt: job.plan.prompt },
    });
  });

  it('leaves damage alone that hid nothing, and brings back what it hid', async () => {
    const job = await runToEnd(video);
    const truth = await spent(video);
    await video.close();
    const flip = async (event: string) => {
      const text = await readFile(journal(), 'utf8');
      await writeFile(journal(), text.replace(`"type":"${event}"`, `"type":"${event.toUpperCase()}"`));
    };
    await flip('filed');
    const first = await sandbox.open();
    expect(await first.jobs.trouble()).toBeNull();
    await expect(first.start(request())).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect((await first.jobs.trouble())?.message).toContain('1 damaged line');
    expect(await first.jobs.verify()).toMatchObject({ missing: null });
    await first.close();

    await flip('collected');
    const second = await sandbox.open();
    expect(await second.jobs.verify()).toMatchObject({
      missing: expect.stringContaining(job.job_id) as string,
    });
    await expect(second.start(request())).rejects.toMatchObject(BEHIND);
    const fixed = await repaired();
    expect(await spent(fixed)).toBe(truth);
    expect(await fixed.jobs.get(job.job_id)).toMatchObject({ state: 'collected', bill: job.bill });
    expect((await fixed.jobs.verify()).problems.every(({ noted }) => noted)).toBe(true);
  });
});
