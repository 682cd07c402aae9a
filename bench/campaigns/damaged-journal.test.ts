import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { FalVideo } from '../../src/fal-video.ts';
import { costOf } from '../../src/store/cost-of.ts';
import { ALL_FIVE, request } from '../../test/support/requests.ts';
import { endOf, runToEnd } from '../../test/support/run-to-end.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

/** Ten jobs of every end, and what can befall the journal that knows them. */

let sandbox: Sandbox;
let journal: string;
let kept: string;
let truth: { count: number; counted: number; requests: string[] };

beforeAll(async () => {
  sandbox = await makeSandbox({ simulator: { adminKeys: true } });
  const video = await sandbox.open();
  const { simulator } = sandbox;
  for (const model of ALL_FIVE) await runToEnd(video, { model });
  simulator.setFaults({ rules: [{ call: 'submit', kind: '422-list' }] });
  await runToEnd(video, { prompt: 'refused' });
  simulator.setFaults({ rules: [{ call: 'result', kind: '422-list', billed: true }] });
  await runToEnd(video, { prompt: 'failed' });
  simulator.setFaults({ rules: [{ call: 'result', kind: 'expired-result' }] });
  await runToEnd(video, { prompt: 'expired' });
  simulator.setFaults({ rules: [{ call: 'submit', kind: 'drop-before' }] });
  const { job_id } = await video.start(request({ prompt: 'lost' }));
  await vi.waitUntil(async () => (await video.jobs.get(job_id)).state === 'unknown', { timeout: 20_000 });
  simulator.setFaults({ rules: [{ call: 'submit', kind: 'drop-after', times: 1 }] });
  await endOf(video, (await video.start(request({ prompt: 'found' }))).job_id);
  simulator.setFaults({ rules: [] });
  await video.jobs.reconcile({ waitMs: 1_000_000 });
  await video.close();
  truth = await knownBy(await sandbox.open());
  journal = join(sandbox.root, 'experiments/simulated/fal/journal.jsonl');
  kept = join(sandbox.root, '..', 'kept');
  await cp(join(sandbox.root, 'experiments'), kept, { recursive: true });
});
afterAll(() => sandbox.close());

async function knownBy(video: FalVideo) {
  const jobs = await video.jobs.list();
  return {
    count: jobs.length,
    counted: jobs.reduce((sum, job) => sum + (costOf(job) ?? job.reserved_micros), 0),
    requests: jobs.flatMap(({ handle }) => handle?.request_id ?? []).toSorted(),
  };
}

/** A place in the journal, as a share of it. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const damage = fc.oneof(
  fc.record({ kind: fc.constant('removed' as const) }),
  fc.record({ kind: fc.constantFrom('cut-line', 'cut-byte', 'flip', 'line-gone', 'line-twice'), at: share }),
);
const dress = fc.constantFrom('as it is', 'carriage returns', 'byte order mark');

async function spoil({ kind, at = 0 }: { kind: string; at?: number }, worn: string): Promise<void> {
  const bytes = await readFile(journal);
  const lines = bytes.toString('utf8').split('\n');
  const line = Math.floor(at * lines.length);
  const changes: Record<string, () => string | Buffer> = {
    removed: () => '',
    'cut-line': () => lines.slice(0, line).join('\n'),
    'cut-byte': () => bytes.subarray(0, Math.floor(at * bytes.length)),
    flip: () => {
      const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
      bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
      return bytes;
    },
    'line-gone': () => lines.filter((_, index) => index !== line).join('\n'),
    'line-twice': () => lines.flatMap((text, index) => (index === line ? [text, text] : [text])).join('\n'),
  };
  const text = Buffer.from(changes[kind]?.() ?? '');
  if (worn === 'carriage returns')
    await writeFile(journal, text.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  else if (worn === 'byte order mark') await writeFile(journal, Buffer.concat([Buffer.from('\uFEFF'), text]));
  else await writeFile(journal, text);
  if (kind === 'removed') await rm(journal);
}

it('whatever befalls the journal, what the caps count is never less than the truth once spending goes on', async () => {
  let repairs = 0;
  await fc.assert(
    fc.asyncProperty(damage, dress, async (what, worn) => {
      await rm(join(sandbox.root, 'experiments'), { recursive: true });
      await cp(kept, join(sandbox.root, 'experiments'), { recursive: true });
      await spoil(what, worn);
      const video = await sandbox.open();
      await video.jobs.list();
      if ((await video.trouble()) !== null) {
        const plan = await video.jobs.planRepair();
        expect(plan.refused).toEqual([]);
        expect(await video.jobs.repair(plan)).toBeNull();
        repairs += plan.jobs.length;
      }
      expect(await video.trouble()).toBeNull();
      for (const reader of [video, await sandbox.open()]) {
        const { count, counted, requests } = await knownBy(reader);
        expect(count).toBe(truth.count);
        expect(counted).toBeGreaterThanOrEqual(truth.counted);
        expect(requests).toEqual(truth.requests);
        await reader.close();
      }
    }),
    { numRuns: 40 },
  );
  expect(repairs).toBeGreaterThan(0);
});
