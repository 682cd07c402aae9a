import { execFile } from 'node:child_process';
import { cp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import { costOf } from '../../src/store/cost-of.ts';
import type { Job } from '../../src/store/job.ts';
import { ALL_FIVE, request } from '../../test/support/requests.ts';
import { runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

/**
 * Two copies of a project go their own ways, as in two branches of git, and come together again. When they part, fal has one
 * job whose answer was lost: both find it.
 */

let sandbox: Sandbox;
let early: { text: string; mtime: Date };
const roots = { base: '', one: '', other: '', merged: '' };
/** Each job as the copies have it in the end. */
const truth = { one: new Map<string, Told>(), other: new Map<string, Told>() };
const all = () => sorted([...truth.one, ...truth.other]);

interface Told {
  state: Job['state'];
  request: string | null;
  counts: number;
}

const fileOf = (root: string, name: string) => join(root, 'experiments/simulated/fal', name);
const FILES = ['journal.jsonl', 'ledger.jsonl'];
const sorted = (told: Iterable<readonly [string, Told]>) =>
  [...new Map(told)].toSorted(([a], [b]) => a.localeCompare(b));
async function toldBy(video: FalVideo) {
  const jobs = await video.jobs.list();
  expect(new Set(jobs.map(({ job_id }) => job_id)).size).toBe(jobs.length);
  return sorted(
    jobs.map((job) => [
      job.job_id,
      {
        state: job.state,
        request: job.handle?.request_id ?? null,
        counts: costOf(job) ?? job.reserved_micros,
      },
    ]),
  );
}

beforeAll(async () => {
  sandbox = await makeSandbox({ simulator: { adminKeys: true } });
  const { simulator } = sandbox;
  roots.base = sandbox.root;
  for (const name of ['one', 'other', 'merged'] as const) roots[name] = join(dirname(sandbox.root), name);
  const begun = await sandbox.open();
  await runToEnd(begun);
  const journal = fileOf(roots.base, 'journal.jsonl');
  early = { text: await readFile(journal, 'utf8'), mtime: (await stat(journal)).mtime };
  await runToEnd(begun, { prompt: 'before they part' });
  simulator.setFaults({
    rules: [
      { call: 'submit', kind: 'drop-after', times: 1 },
      { call: 'history', kind: '500' },
    ],
  });
  const { job_id } = await begun.start(request({ prompt: 'the answer was lost' }));
  await vi.waitUntil(async () => (await begun.jobs.get(job_id)).state === 'unknown', { timeout: 20_000 });
  await begun.close();
  for (const [at, name] of (['one', 'other'] as const).entries()) {
    await cp(roots.base, roots[name], { recursive: true });
    simulator.setFaults({ rules: [] });
    const video = await sandbox.open({ root: roots[name] });
    await video.jobs.reconcile({ waitMs: 1_000_000 });
    for (const model of ALL_FIVE.slice(at * 2, at * 2 + 2)) await runToEnd(video, { model, prompt: name });
    simulator.setFaults({ rules: [{ call: 'result', kind: '422-list', billed: true }] });
    await runToEnd(video, { prompt: `fails in ${name}` });
    for (const [jobId, told] of await toldBy(video)) truth[name].set(jobId, told);
    await video.close();
  }
  simulator.setFaults({ rules: [] });
});
afterAll(() => sandbox.close());

beforeEach(() => putTogether('one'));

/** The folders of runs of both, and the rest of one of them: its index and its table of the ledger, too. */
async function putTogether(rest: 'one' | 'other'): Promise<void> {
  await rm(roots.merged, { recursive: true, force: true });
  for (const name of [rest === 'one' ? 'other' : 'one', rest] as const) {
    await cp(roots[name], roots.merged, { recursive: true, preserveTimestamps: true });
  }
}

const linesOf = async (root: string, name: string) =>
  (await readFile(fileOf(root, name), 'utf8')).split('\n');

async function expectUnion(): Promise<void> {
  for (let twice = 0; twice < 2; twice++) {
    const video = await sandbox.open({ root: roots.merged });
    expect(await toldBy(video)).toEqual(all());
    expect(await video.trouble()).toBeNull();
    expect((await video.jobs.verify()).problems).toEqual([]);
    const counted = all().reduce((sum, [, { counts }]) => sum + counts, 0);
    expect((await video.jobs.allowance()).spent_today).toBe(counted);
    await video.close();
  }
}

it('both know the job that was lost when they parted, and share what was before', () => {
  const shared = [...truth.one.keys()].filter((jobId) => truth.other.has(jobId));
  expect(shared).toHaveLength(3);
  for (const jobId of shared) expect(truth.one.get(jobId)).toEqual(truth.other.get(jobId));
  expect(all()).toHaveLength(9);
});

it('git merges them by the union of their lines, whichever is merged into the other', async () => {
  for (const [ours, theirs] of [
    ['one', 'other'],
    ['other', 'one'],
  ] as const) {
    await putTogether(ours);
    for (const name of FILES) {
      const files = [ours, 'base', theirs] as const;
      const paths = files.map((root) => fileOf(roots[root], name));
      const { stdout } = await promisify(execFile)('git', ['merge-file', '-p', '--union', ...paths]);
      await writeFile(fileOf(roots.merged, name), stdout);
    }
    await expectUnion();
  }
});

/** For each line in turn which of the two comes next, and whether a line from before is told once more. */
const steps = fc.array(fc.record({ fromOne: fc.boolean(), again: fc.option(fc.nat(), { freq: 3 }) }), {
  minLength: 300,
  maxLength: 300,
});

it('every job is there once, and every sum right, in whatever order their lines stand and however often', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom('one', 'other'), async (order, rest) => {
      await putTogether(rest);
      for (const name of FILES) {
        const [base, left, right] = await Promise.all(
          (['base', 'one', 'other'] as const).map((root) => linesOf(roots[root], name)),
        );
        const both = [left, right].map((lines) => lines?.slice(base?.length) ?? []);
        const merged = [...(base ?? [])];
        for (const { fromOne, again } of order) {
          const next = both[fromOne ? 0 : 1]?.shift() ?? both[fromOne ? 1 : 0]?.shift();
          if (next !== undefined) merged.push(next);
          if (again !== null) merged.push(merged[again % merged.length] ?? '');
        }
        expect(both).toEqual([[], []]);
        await writeFile(fileOf(roots.merged, name), merged.join('\n'));
      }
      await expectUnion();
    }),
    { numRuns: 15 },
  );
});

it.each([
  ['an early copy of its own, with the times of then', () => early],
  ['one of the same size', async () => ({ ...(await ofOther()), text: await sameSize() })],
  ['that of another copy', () => ofOther()],
])(
  'a journal in whose place stands %s, is told apart and repaired, and all are there again',
  async (_, make) => {
    const { text, mtime } = await make();
    const path = fileOf(roots.merged, 'journal.jsonl');
    const video = await sandbox.open({ root: roots.merged });
    expect(await video.jobs.list()).toHaveLength(truth.one.size);
    // As `cp -p` does: into the same file.
    await writeFile(path, text);
    await utimes(path, mtime, mtime);
    for (const reader of [video, await sandbox.open({ root: roots.merged })]) {
      await expect(reader.start(request({ prompt: 'no more' }))).rejects.toMatchObject({
        code: 'JOURNAL_BEHIND',
      });
      await reader.close();
    }
    const repairing = await sandbox.open({ root: roots.merged });
    await repairing.jobs.list();
    const plan = await repairing.jobs.planRepair();
    expect(plan.refused).toEqual([]);
    expect(await repairing.jobs.repair(plan)).toBeNull();
    await repairing.close();
    await expectUnion();
  },
);

const ofOther = async () => {
  const path = fileOf(roots.other, 'journal.jsonl');
  return { text: await readFile(path, 'utf8'), mtime: (await stat(path)).mtime };
};

/** The early copy, with empty lines up to the size of what stands there. */
async function sameSize(): Promise<string> {
  const { size } = await stat(fileOf(roots.merged, 'journal.jsonl'));
  return early.text + '\n'.repeat(size - Buffer.byteLength(early.text));
}
