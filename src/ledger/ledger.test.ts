import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ledgerSoFar, putLedgerRows, readLedger } from './ledger.ts';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-row.ts';

let paths: { ledgerJsonl: string; ledgerCsv: string };
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  paths = { ledgerJsonl: join(folder, 'fal', 'ledger.jsonl'), ledgerCsv: join(folder, 'fal', 'ledger.csv') };
});

const row = (job_id: string, more: Partial<LedgerRow> = {}): LedgerRow => ({
  timestamp: '2026-11-20T12:00:00.000Z',
  task_slug: 'walk',
  model_alias: 'kling-v3-pro-i2v',
  endpoint_id: 'fal-ai/kling-video/v3/pro/image-to-video',
  request_id: 'r1',
  status: 'collected',
  estimated_cost: 0.56,
  estimated_cost_method: 'per second',
  cost_currency: 'USD',
  billable_units_header: '4',
  output_files: 'a.mp4|b.mp4',
  output_urls: '',
  run_manifest: 'run.json',
  job_id,
  experiment: null,
  cell: null,
  simulated: true,
  reserved_cost: 0.56,
  billed_cost: 0.56,
  billed_method: 'billable-units',
  billed_note: null,
  drift: 0,
  queue_seconds: 1,
  work_seconds: 2,
  prompt_sha256: null,
  input_sha256: null,
  error_code: null,
  verified_cost: null,
  verified_source: null,
  disputed: false,
  told_cost: null,
  counted_cost: 0.56,
  revision: 4,
  ...more,
});

const csvLines = async () => (await readFile(paths.ledgerCsv, 'utf8')).trimEnd().split('\n');

describe('the ledger', () => {
  it('begins with the thirteen columns that older scripts read', async () => {
    await putLedgerRows(paths, [row('job_1')]);
    expect((await csvLines())[0]).toMatch(
      /^timestamp,task_slug,model_alias,endpoint_id,request_id,status,estimated_cost,estimated_cost_method,cost_currency,billable_units_header,output_files,output_urls,run_manifest,job_id,/,
    );
    expect(new Set(LEDGER_COLUMNS).size).toBe(Object.keys(row('job_1')).length);
  });

  it('has one row a run, however often it is put', async () => {
    await putLedgerRows(paths, [row('job_1')]);
    await putLedgerRows(paths, [row('job_1'), row('job_2')]);
    expect((await readLedger(paths)).map(({ job_id }) => job_id)).toEqual(['job_1', 'job_2']);
    expect((await readFile(paths.ledgerJsonl, 'utf8')).trim().split('\n')).toHaveLength(2);
    expect(await csvLines()).toHaveLength(3);
  });

  it('shows the newest of a run in both files', async () => {
    await putLedgerRows(paths, [row('job_1', { billed_cost: null }), row('job_2')]);
    await putLedgerRows(paths, [row('job_1', { billed_cost: 0.6 })]);
    expect((await readLedger(paths)).map(({ billed_cost }) => billed_cost)).toEqual([0.6, 0.56]);
    expect(await csvLines()).toHaveLength(3);
    expect((await csvLines())[1]).toContain('0.6');
  });

  it('keeps commas, quotes, line breaks and formulas as text', async () => {
    await putLedgerRows(paths, [row('job_1', { task_slug: '=1+1', billed_note: 'a, "b"\nc' })]);
    const text = await readFile(paths.ledgerCsv, 'utf8');
    expect(text).toContain(`"a, ""b""\nc"`);
    expect(text).toContain("'=1+1");
  });

  it('leaves an unknown cost empty, not zero', async () => {
    await putLedgerRows(paths, [row('job_1', { estimated_cost: null, billed_cost: null })]);
    expect((await csvLines())[1]).toContain(',collected,,per second,USD,');
  });

  it('is read through a byte order mark and carriage returns', async () => {
    await putLedgerRows(paths, [row('job_1'), row('job_2')]);
    const text = await readFile(paths.ledgerJsonl, 'utf8');
    await writeFile(paths.ledgerJsonl, `\uFEFF${text.trimStart().replaceAll('\n', '\r\n')}`);
    expect((await readLedger(paths)).map(({ job_id }) => job_id)).toEqual(['job_1', 'job_2']);
  });

  it('reads a row of before there were disputes as one that counts what it cost', async () => {
    await putLedgerRows(paths, []);
    const { disputed: _, told_cost: __, counted_cost: ___, ...older } = row('job_1', { verified_cost: 0.5 });
    await appendFile(paths.ledgerJsonl, `\n${JSON.stringify(older)}`);
    expect(await readLedger(paths)).toMatchObject([{ disputed: false, told_cost: null, counted_cost: 0.5 }]);
  });

  it('is read from its table where nothing else is left of it', async () => {
    const rows = [
      row('job_1', { task_slug: '=1+1', billed_note: 'a, "b"\nc', drift: -0.1 }),
      row('job_2', {
        estimated_cost: null,
        billed_cost: null,
        simulated: false,
        disputed: true,
        model_alias: null,
      }),
    ];
    await putLedgerRows(paths, rows);
    expect([...(await ledgerSoFar(paths)).values()]).toEqual(rows);
    await rm(paths.ledgerJsonl);
    expect([...(await ledgerSoFar(paths)).values()]).toEqual(rows);
    await rm(paths.ledgerCsv);
    expect([...(await ledgerSoFar(paths)).values()]).toEqual([]);
  });

  it('is not read past a row that another process is writing', async () => {
    await putLedgerRows(paths, [row('job_1')]);
    const next = `\n${JSON.stringify(row('job_2'))}`;
    await appendFile(paths.ledgerJsonl, next.slice(0, 50));
    expect((await ledgerSoFar(paths)).size).toBe(1);
    await appendFile(paths.ledgerJsonl, next.slice(50));
    expect((await ledgerSoFar(paths)).size).toBe(2);
  });

  it('loses nothing to a torn line, and writes its row again', async () => {
    await putLedgerRows(paths, [row('job_1')]);
    await appendFile(paths.ledgerJsonl, `\n{"timestamp":"2026-11`);
    await appendFile(paths.ledgerCsv, '2026-11');
    await putLedgerRows(paths, [row('job_2')]);
    expect(await readLedger(paths)).toHaveLength(2);
    expect(await csvLines()).toHaveLength(3);
  });
});
