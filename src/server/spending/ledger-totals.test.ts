import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from '../../../test/support/ledger-rows.ts';
import { putLedgerRows } from '../../ledger/ledger.ts';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { projectPaths } from '../../project/project-paths.ts';
import { JournalIndex } from '../../store/files/index/journal-index.ts';
import { type RunGroup, RUN_GROUPS, type RunQuery } from '../../store/records.ts';
import { recordsOf } from '../../store/files/index/records.ts';
import { totalsOf } from './ledger-totals.ts';

let folder: string;
let index: JournalIndex;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-totals-'));
  index = await JournalIndex.open(projectPaths(folder, false));
});
afterEach(async () => {
  index.close();
  await rm(folder, { recursive: true, force: true });
});

const records = () => recordsOf(index.ask);

/** The totals of a ledger of these rows. */
async function ledgerTotals(rows: readonly LedgerRow[], query: RunQuery = {}) {
  await putLedgerRows(projectPaths(folder, false), rows, index.runs);
  return totalsOf(await records().totals(query));
}

async function groupsOf(group: RunGroup, query: RunQuery = {}) {
  const groups = await records().totalsBy(group, query);
  return groups.map((sums) => ({ group: sums.group, ...totalsOf(sums) }));
}

let runs = 0;
const row = (
  estimated_cost: number | null,
  billed_cost: number | null,
  status = 'collected',
  verified_cost: number | null = null,
) =>
  rowOf(`job_${runs++}`, {
    estimated_cost,
    billed_cost,
    status,
    verified_cost,
    counted_cost: status === 'not-sent' ? 0 : (verified_cost ?? billed_cost),
  });

describe('the totals of a ledger', () => {
  it('are exact, and drift is over runs that know both', async () => {
    const rows = [row(0.1, 0.2), row(0.2, 0.1), row(0.3, null), row(null, 0.7)];
    expect(await ledgerTotals(rows)).toEqual({
      runs: 4,
      estimated_usd: 0.6,
      billed_usd: 1,
      verified_usd: null,
      counted_usd: 1,
      drift_usd: 0,
      estimate_unknown: 1,
      bill_unknown: 1,
      verified_unknown: 4,
      disputed: 0,
    });
  });

  it('drift by what is verified, where it is, also without a bill', async () => {
    const rows = [row(0.5, 0.5, 'collected', 0.45), row(0.5, null, 'collected', 0.6), row(0.5, 0.7)];
    expect(await ledgerTotals(rows)).toMatchObject({
      billed_usd: 1.2,
      verified_usd: 1.05,
      drift_usd: 0.25,
      bill_unknown: 1,
      verified_unknown: 1,
    });
  });

  it('may drift downwards', async () => {
    expect(await ledgerTotals([row(0.5, 0.2)])).toMatchObject({ drift_usd: -0.3 });
  });

  it('count a disputed bill at the dearer of both figures, and draw no drift from it', async () => {
    const disputed = { ...row(0.15, 2.5), disputed: true, counted_cost: 2.5 };
    const tooCheap = { ...row(0.6, 0.1), disputed: true, counted_cost: 0.6 };
    expect(await ledgerTotals([disputed, tooCheap, row(0.5, 0.6)])).toMatchObject({
      billed_usd: 3.2,
      counted_usd: 3.7,
      drift_usd: 0.1,
      disputed: 2,
    });
  });

  it.each([
    ['alone', [row(0.5, null, 'not-sent'), row(null, 0, 'not-sent')], 0],
    ['beside what was', [row(0.5, null, 'not-sent'), row(0.3, 0.3)], 0.3],
  ])('count nothing for what was never sent, %s: no estimate, no bill, no drift', async (_, rows, usd) => {
    expect(await ledgerTotals(rows)).toMatchObject({
      runs: 2,
      estimated_usd: usd,
      billed_usd: usd,
      drift_usd: 0,
      estimate_unknown: 0,
      bill_unknown: 0,
    });
  });

  it('of nothing are nothing', async () => {
    expect(await ledgerTotals([])).toMatchObject({ runs: 0, estimated_usd: 0, drift_usd: 0 });
    for (const group of RUN_GROUPS) expect(await groupsOf(group)).toEqual([]);
  });

  it('are drawn from the newest row of each run', async () => {
    const revised = row(0.5, null);
    await ledgerTotals([revised, row(0.2, 0.2)]);
    expect(await ledgerTotals([{ ...revised, billed_cost: 0.6, counted_cost: 0.6 }])).toMatchObject({
      runs: 2,
      billed_usd: 0.8,
      drift_usd: 0.1,
      bill_unknown: 0,
    });
  });

  it('know no cost from a row that somebody edited into what is no amount', async () => {
    const edited = { ...row(0.5, 0.5), estimated_cost: 'a lot', billed_cost: -1, counted_cost: '0.5' };
    expect(await ledgerTotals([edited as unknown as LedgerRow, row(0.3, 0.3)])).toMatchObject({
      runs: 2,
      estimated_usd: 0.3,
      billed_usd: 0.3,
      counted_usd: 0.3,
      estimate_unknown: 1,
      bill_unknown: 1,
    });
  });

  it('of each group are those of its rows alone', async () => {
    const walk = { experiment: 'walk', timestamp: '2026-11-20T23:59:59.999Z' };
    const rows = [
      { ...row(0.1, 0.2), ...walk },
      {
        ...row(0.2, null),
        ...walk,
        model_alias: null,
        endpoint_id: 'a/b',
        timestamp: '2026-11-21T00:00:00.000Z',
      },
      { ...row(0.4, null, 'failed'), model_alias: 'veo', disputed: true },
    ];
    const all = await ledgerTotals(rows);
    const runsOf = async (group: RunGroup) =>
      (await groupsOf(group)).map(({ group: name, runs: count, estimated_usd }) => [
        name,
        count,
        estimated_usd,
      ]);
    expect(await runsOf('model')).toEqual([
      ['a/b', 1, 0.2],
      ['kling-v3-pro-i2v', 1, 0.1],
      ['veo', 1, 0.4],
    ]);
    expect(await runsOf('day')).toEqual([
      ['2026-11-20', 2, 0.5],
      ['2026-11-21', 1, 0.2],
    ]);
    expect(await runsOf('status')).toEqual([
      ['collected', 2, 0.3],
      ['failed', 1, 0.4],
    ]);
    expect(await runsOf('experiment')).toEqual([
      ['none', 1, 0.4],
      ['walk', 2, 0.3],
    ]);
    expect(await groupsOf('experiment', { experiment: 'walk' })).toEqual([
      { group: 'walk', ...(await ledgerTotals([], { experiment: 'walk' })) },
    ]);
    expect(all).toMatchObject({ runs: 3, estimated_usd: 0.7, billed_usd: 0.2, bill_unknown: 2, disputed: 1 });
  });
});
