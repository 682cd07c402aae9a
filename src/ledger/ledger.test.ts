import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from '../../test/support/ledger-rows.ts';
import { type ProjectPaths, projectPaths } from '../project/project-paths.ts';
import { JournalIndex } from '../store/files/index/journal-index.ts';
import { putLedgerRows, readLedger, readLedgerTable } from './ledger.ts';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-row.ts';

let folder: string;
let paths: ProjectPaths;
let index: JournalIndex;
/** As another process has it, beside the first. */
let beside: JournalIndex;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  paths = projectPaths(folder, false);
  index = await JournalIndex.open(paths);
  beside = await JournalIndex.open(paths);
});
afterEach(async () => {
  index.close();
  beside.close();
  await rm(folder, { recursive: true, force: true });
});

let anews = 0;
/** As a process has it that finds no index, and reads the ledger from its beginning. */
async function readAnew(): Promise<LedgerRow[]> {
  const anew = await JournalIndex.open({ ...paths, index: join(folder, `anew-${anews++}.sqlite`) });
  await anew.runs.sync();
  const rows = [...anew.runs.inOrder()].flat();
  anew.close();
  return rows;
}

/** What the index of each has, which is what the file says. */
async function rowsNow(): Promise<LedgerRow[]> {
  await index.runs.sync();
  await beside.runs.sync();
  const rows = [...index.runs.inOrder()].flat();
  expect([...beside.runs.inOrder()].flat()).toEqual(rows);
  expect(await readAnew()).toEqual(rows);
  expect(await readLedger(paths)).toEqual(rows);
  return rows;
}

/** What is left of the ledger: its rows, else those of its table. */
async function soFar(): Promise<LedgerRow[]> {
  const rows = await rowsNow();
  return rows.length > 0 ? rows : await readLedgerTable(paths);
}

const put = (rows: readonly LedgerRow[]) => putLedgerRows(paths, rows, index.runs);
const csvLines = async () => (await readFile(paths.ledgerCsv, 'utf8')).trimEnd().split('\n');

describe('the ledger', () => {
  it('begins with the thirteen columns that older scripts read', async () => {
    await put([rowOf('job_1')]);
    expect((await csvLines())[0]).toMatch(
      /^timestamp,task_slug,model_alias,endpoint_id,request_id,status,estimated_cost,estimated_cost_method,cost_currency,billable_units_header,output_files,output_urls,run_manifest,job_id,/,
    );
    expect(new Set(LEDGER_COLUMNS).size).toBe(Object.keys(rowOf('job_1')).length);
  });

  it('has one row a run, however often it is put', async () => {
    await put([rowOf('job_1')]);
    await put([rowOf('job_1'), rowOf('job_2')]);
    expect((await rowsNow()).map(({ job_id }) => job_id)).toEqual(['job_1', 'job_2']);
    expect((await readFile(paths.ledgerJsonl, 'utf8')).trim().split('\n')).toHaveLength(2);
    expect(await csvLines()).toHaveLength(3);
  });

  it('shows the newest of a run in both files', async () => {
    await put([rowOf('job_1', { billed_cost: null }), rowOf('job_2')]);
    await put([rowOf('job_1', { billed_cost: 0.6 })]);
    expect((await rowsNow()).map(({ billed_cost }) => billed_cost)).toEqual([0.6, 0.56]);
    expect(await csvLines()).toHaveLength(3);
    expect((await csvLines())[1]).toContain('0.6');
  });

  it('keeps commas, quotes, line breaks and formulas as text', async () => {
    await put([rowOf('job_1', { task_slug: '=1+1', billed_note: 'a, "b"\nc' })]);
    const text = await readFile(paths.ledgerCsv, 'utf8');
    expect(text).toContain(`"a, ""b""\nc"`);
    expect(text).toContain("'=1+1");
  });

  it('leaves an unknown cost empty, not zero', async () => {
    await put([rowOf('job_1', { estimated_cost: null, billed_cost: null })]);
    expect((await csvLines())[1]).toContain(',collected,,per second,USD,');
  });

  it('is read through a byte order mark and carriage returns', async () => {
    await put([rowOf('job_1'), rowOf('job_2')]);
    const text = await readFile(paths.ledgerJsonl, 'utf8');
    await writeFile(paths.ledgerJsonl, `\uFEFF${text.trimStart().replaceAll('\n', '\r\n')}`);
    expect((await rowsNow()).map(({ job_id }) => job_id)).toEqual(['job_1', 'job_2']);
  });

  it('reads a row of before there were disputes as one that counts what it cost', async () => {
    await put([]);
    const {
      disputed: _,
      told_cost: __,
      counted_cost: ___,
      ...older
    } = rowOf('job_1', { verified_cost: 0.5 });
    await appendFile(paths.ledgerJsonl, `\n${JSON.stringify(older)}`);
    expect(await rowsNow()).toMatchObject([{ disputed: false, told_cost: null, counted_cost: 0.5 }]);
  });

  it('is read from its table where nothing else is left of it', async () => {
    const rows = [
      rowOf('job_1', { task_slug: '=1+1', billed_note: 'a, "b"\nc', drift: -0.1 }),
      rowOf('job_2', {
        estimated_cost: null,
        billed_cost: null,
        simulated: false,
        disputed: true,
        model_alias: null,
      }),
    ];
    await put(rows);
    expect(await soFar()).toEqual(rows);
    await rm(paths.ledgerJsonl);
    expect(await soFar()).toEqual(rows);
    await rm(paths.ledgerCsv);
    expect(await soFar()).toEqual([]);
  });

  it('is not read past a row that another process is writing', async () => {
    await put([rowOf('job_1')]);
    const next = `\n${JSON.stringify(rowOf('job_2'))}`;
    await appendFile(paths.ledgerJsonl, next.slice(0, 50));
    expect(await rowsNow()).toHaveLength(1);
    await appendFile(paths.ledgerJsonl, next.slice(50));
    expect(await rowsNow()).toHaveLength(2);
  });

  it('loses nothing to a torn line, and writes its row again', async () => {
    await put([rowOf('job_1')]);
    await appendFile(paths.ledgerJsonl, `\n{"timestamp":"2026-11`);
    await appendFile(paths.ledgerCsv, '2026-11');
    await put([rowOf('job_2')]);
    expect(await rowsNow()).toHaveLength(2);
    expect(await csvLines()).toHaveLength(3);
  });

  it('has the rows of every process, whichever put them', async () => {
    await put([rowOf('job_1')]);
    await putLedgerRows(paths, [rowOf('job_2'), rowOf('job_1', { billed_cost: 0.6 })], beside.runs);
    await put([rowOf('job_2'), rowOf('job_3')]);
    expect((await rowsNow()).map(({ job_id, billed_cost }) => [job_id, billed_cost])).toEqual([
      ['job_1', 0.6],
      ['job_2', 0.56],
      ['job_3', 0.56],
    ]);
    expect(await readLedgerTable(paths)).toEqual(await rowsNow());
  });

  it.each([
    ['removed', () => rm(paths.ledgerJsonl), []],
    ['cut', () => writeFile(paths.ledgerJsonl, `\n${JSON.stringify(rowOf('job_1'))}`), ['job_1']],
    [
      'replaced',
      () => writeFile(paths.ledgerJsonl, `\n${JSON.stringify(rowOf('job_10'))}`.repeat(5)),
      ['job_10'],
    ],
  ])('that was %s meanwhile is read from its beginning, and written again', async (_, change, left) => {
    await put([rowOf('job_1'), rowOf('job_2')]);
    await change();
    expect((await rowsNow()).map(({ job_id }) => job_id)).toEqual(left);
    await put([rowOf('job_1'), rowOf('job_2')]);
    expect((await rowsNow()).map(({ job_id }) => job_id)).toEqual([...new Set([...left, 'job_1', 'job_2'])]);
  });

  it('has a table that is brought up to it though another program removed or changed it', async () => {
    await put([rowOf('job_1')]);
    await rm(paths.ledgerCsv);
    await put([rowOf('job_1')]);
    expect(await readLedgerTable(paths)).toEqual(await rowsNow());
    await writeFile(paths.ledgerCsv, 'mine\n');
    await put([rowOf('job_2')]);
    expect(await readLedgerTable(paths)).toEqual(await rowsNow());
  });
});
