import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendLines, billOf, lineOf, planOf, submittedAs } from '../../../../test/support/journal-lines.ts';
import { rowOf } from '../../../../test/support/ledger-rows.ts';
import {
  plainCells,
  plainFind,
  plainJournal,
  plainModelCosts,
} from '../../../../test/support/plain-journal.ts';
import { allowance, type Caps } from '../../../budget/caps.ts';
import { toErrorRecord, unknownOutcome } from '../../../errors.ts';
import { spentOf } from '../../../jobs/plan/admit.ts';
import { disputeNote, historyNote, priceHistory, readPaidBefore } from '../../../jobs/plan/price-history.ts';
import { BARE_ANSWER, type JobEvent, type JobPlan } from '../../job.ts';
import type { StoreEvent } from '../../reservations.ts';
import { putLedgerRows } from '../../../ledger/ledger.ts';
import type { LedgerRow } from '../../../ledger/ledger-row.ts';
import { type ProjectPaths, projectPaths } from '../../../project/project-paths.ts';
import { JournalIndex } from './journal-index.ts';
import type { JobQuery, Records } from '../../records.ts';
import { recordsOf } from './records.ts';

let folder: string;
let paths: ProjectPaths;
let index: JournalIndex;
let records: Records;
let jobs: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
  paths = projectPaths(folder, false);
  index = await JournalIndex.open(paths);
  records = recordsOf(index.ask);
  jobs = 0;
});
afterEach(async () => {
  index.close();
  await rm(folder, { recursive: true, force: true });
});

const KLING = 'fal-ai/kling';
const error = toErrorRecord(unknownOutcome({ code: 'X', message: 'x' }));

interface Past {
  /** What fal billed; `null` where it has not said. */
  cost: number | null;
  estimate?: number | null;
  /** The highest figure; twice the estimate. */
  quoted?: number | null;
  end?: 'collected' | 'failed';
  endpoint_id?: string;
  more?: Partial<JobPlan>;
  /** The newer, the later; else in the order in which they are written. */
  minute?: number;
  after?: readonly JobEvent[];
}

/** Lines of a job from its plan to its bill. */
function past(one: Past): string[] {
  const { cost, estimate = 100_000, quoted = estimate && estimate * 2, end = 'collected', after = [] } = one;
  const job = `job_${jobs++}`;
  const minute = one.minute ?? jobs;
  const bill = billOf(cost);
  const { endpoint_id = KLING, more } = one;
  const figures = { low: estimate, expected: estimate, high: quoted };
  const plan = planOf({ endpoint_id, estimate: { ...planOf().estimate, ...figures }, ...more });
  const events: StoreEvent[] = [
    { type: 'planned', plan, reserved_micros: 500_000, simulated: true },
    { type: 'submitting', arguments: {} },
    submittedAs(`request_${job}`, 'answer'),
    { type: 'completed', inference_seconds: 1 },
    end === 'collected'
      ? { type: 'collected', outputs: [], bill, answer: BARE_ANSWER }
      : { type: 'failed', error, bill, answer: null },
    ...after,
  ];
  return events.map((event) =>
    lineOf(job, event, { at: new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString() }),
  );
}

const many = (count: number, one: Past) => Array.from({ length: count }, () => past(one)).flat();
const write = (...lines: (string | string[])[]) => appendLines(paths.journal, ...lines.flat());
const before = (endpointId = KLING) => readPaidBefore(endpointId, records);
const history = async (expected: number | null = 100_000) => priceHistory(await before(), { expected });

describe('what such jobs really cost, as the journal tells it,', () => {
  it('is drawn from collected jobs of this endpoint with a known cost alone', async () => {
    await write(
      many(4, { cost: 100_000 }),
      many(5, { cost: 0, end: 'failed' }),
      many(5, { cost: null }),
      many(5, { cost: 500_000, endpoint_id: 'fal-ai/veo' }),
    );
    expect(await history()).toBeNull();
    await write(past({ cost: 110_000 }));
    expect(await history()).toEqual({ jobs: 5, drift_ratio: 1.02, low: 100_000, high: 110_000 });
  });

  it('is told from the first job on that cost more than was quoted, and raises what is reserved', async () => {
    await write(past({ cost: 100_050, quoted: 100_000 }));
    expect(await history()).toBeNull();
    await write(past({ cost: 150_000, quoted: 100_000, endpoint_id: 'fal-ai/veo' }));
    const found = priceHistory(await before('fal-ai/veo'), { expected: 200_000 });
    expect(found).toEqual({ jobs: 1, drift_ratio: 1.5, low: 300_000, high: 300_000 });
    expect(found === null ? null : historyNote(found, 200_000)).toBe(
      '1 job billed: 1.5 x the estimate, which makes $0.30 here; the caps count $0.30.',
    );
  });

  it('is told from the first job on that cost more than the ceiling of an unknown price', async () => {
    await write(past({ cost: 499_000, estimate: null }));
    expect(await history(null)).toBeNull();
    await write(past({ cost: 500_001 + 1000, estimate: null, endpoint_id: 'fal-ai/veo' }));
    expect(priceHistory(await before('fal-ai/veo'), { expected: null })).toMatchObject({
      jobs: 1,
      high: 501_001,
    });
  });

  it('is never drawn from a bill that is disputed, which is told beside it, until it is settled', async () => {
    const far = past({ cost: 1_260_000, quoted: 100_000 });
    await write(far, many(4, { cost: 100_000 }));
    expect(await history()).toBeNull();
    expect(disputeNote(await before())).toBe(
      'A bill of this endpoint, job_0 at $1.26, 12.6 x the estimate of $0.10, is disputed and not in this price.',
    );
    await write(past({ cost: 0 }));
    expect(disputeNote(await before())).toMatch(/^2 bills of this endpoint, job_5 .* are disputed/);
    expect(disputeNote(await before('fal-ai/veo'))).toBeNull();
    await write(lineOf('job_5', { type: 'cost-told', micros: 100_000 }));
    expect(disputeNote(await before())).toMatch(/^A bill of this endpoint, job_0 /);
    await write(lineOf('job_0', { type: 'cost-told', micros: 1_260_000 }));
    expect(disputeNote(await before())).toBeNull();
    expect(await history()).toMatchObject({ jobs: 6, high: 1_260_000 });
  });

  it('is drawn from the newest fifty, in whatever order they were written', async () => {
    await write(
      many(25, { cost: 110_000, minute: 100 }),
      many(10, { cost: 190_000, minute: 5 }),
      many(25, { cost: 110_000, minute: 50 }),
    );
    expect(await history()).toMatchObject({ jobs: 50, drift_ratio: 1.1, high: 110_000 });
  });

  it('is compared with the estimates of the newest fifty that had one', async () => {
    await write(many(5, { cost: 110_000 }), many(50, { cost: 120_000, estimate: null }));
    expect(await history()).toMatchObject({ jobs: 5, drift_ratio: 1.1 });
    expect(await history(null)).toMatchObject({ jobs: 50, low: 120_000, high: 120_000 });
  });

  it('prefers the verified cost', async () => {
    const after: JobEvent[] = [{ type: 'verified', micros: 90_000, source: 'cost_total' }];
    await write(many(5, { cost: 100_000, after }));
    expect(await history()).toMatchObject({ drift_ratio: 0.9, high: 90_000 });
  });
});

describe('what is left of the caps, as the journal tells it,', () => {
  const caps: Caps = {
    max_job: 1e9,
    max_experiment: 1e9,
    max_day: 1e9,
    ask_above: 0,
    unknown_price_ceiling: null,
  };
  const now = new Date('2026-11-20T12:00:00Z');
  const yesterday = -24 * 60;
  const ofWalk = { more: { experiment: 'walk' } };
  const spent = async (experiment: string | null) => {
    const { commitments } = await spentOf(records, { experiment }, now);
    const { spent_today, experiment: left } = allowance(commitments, caps, now, { experiment });
    return { today: spent_today, here: left === null ? null : caps.max_experiment - left };
  };

  it('is nothing where there are no jobs', async () => {
    expect(await spent(null)).toEqual({ today: 0, here: null });
    expect(await spent('walk')).toEqual({ today: 0, here: 0 });
  });

  it('counts today for all, and an experiment over all its days', async () => {
    await write(
      past({ cost: 1, estimate: null }),
      past({ cost: 10, estimate: null, ...ofWalk }),
      past({ cost: 100, estimate: null, minute: yesterday }),
      past({ cost: 1_000, estimate: null, minute: yesterday, ...ofWalk }),
      past({ cost: 10_000, estimate: null, more: { experiment: 'run' } }),
    );
    expect(await spent(null)).toEqual({ today: 10_011, here: null });
    expect(await spent('walk')).toEqual({ today: 10_011, here: 1_010 });
    expect(await spent('run')).toEqual({ today: 10_011, here: 10_000 });
  });

  it('counts what is reserved until the cost is known, and the dearer figure while a bill is disputed', async () => {
    await write(past({ cost: null, ...ofWalk }));
    expect(await spent('walk')).toEqual({ today: 500_000, here: 500_000 });
    await write(lineOf('job_0', { type: 'billed', bill: billOf(1) }));
    expect(await spent('walk')).toEqual({ today: 200_000, here: 200_000 });
    await write(lineOf('job_0', { type: 'cost-told', micros: 3 }));
    expect(await spent('walk')).toEqual({ today: 3, here: 3 });
  });

  it('leaves out what was never sent', async () => {
    await write(past({ cost: 5 }).slice(0, 1), lineOf('job_0', { type: 'not-sent', error }));
    expect(await spent(null)).toEqual({ today: 0, here: null });
  });

  it('ends and begins with the UTC day', async () => {
    await write(
      past({ cost: 1, estimate: null, minute: -1 }),
      past({ cost: 10, estimate: null, minute: 0 }),
      past({ cost: 100, estimate: null, minute: 24 * 60 - 1 }),
      past({ cost: 1_000, estimate: null, minute: 24 * 60 }),
    );
    expect(await spent(null)).toEqual({ today: 110, here: null });
  });
});

describe('a quote', () => {
  it('was agreed to where a job or a reservation names it', async () => {
    const held = (quote_id: string | null): StoreEvent => ({
      type: 'held',
      experiment: 'walk',
      hold_id: 'hold_1',
      batch: 'x',
      quote_id,
      parts: [],
    });
    await write(
      past({ cost: 1, more: { quote_id: 'q_1' } }),
      lineOf(null, held('q_2')),
      lineOf(null, held(null)),
    );
    await write(lineOf(null, { type: 'hold-released', experiment: 'walk', hold_id: 'hold_1' }));
    expect(await Promise.all(['q_1', 'q_2', 'q_3'].map((id) => records.isAgreed(id)))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a list of jobs', () => {
  const ids = async (query: Parameters<Records['find']>[0]) =>
    (await records.find(query)).map(({ job_id }) => job_id);

  it('goes on behind the job that it ended with, in either order', async () => {
    await write(past({ cost: 1, minute: 3 }), past({ cost: 1, minute: 1 }), past({ cost: 1, minute: 3 }));
    expect(await ids({})).toEqual(['job_0', 'job_1', 'job_2']);
    expect(await ids({ limit: 2 })).toEqual(['job_0', 'job_1']);
    expect(await ids({ after: 'job_1' })).toEqual(['job_2']);
    expect(await ids({ newest: true, limit: 1 })).toEqual(['job_2']);
    expect(await ids({ newest: true, after: 'job_2' })).toEqual(['job_0', 'job_1']);
    expect(await ids({ newest: true, after: 'job_2', limit: 1 })).toEqual(['job_0']);
    expect(await records.count({ newest: true, after: 'job_2' })).toBe(2);
    expect(await ids({ newest: true, after: 'job_1' })).toEqual([]);
    expect(await ids({ after: 'job_9' })).toEqual([]);
  });

  it('of no ids or keys is empty', async () => {
    await write(past({ cost: 1 }));
    expect(await ids({ ids: [] })).toEqual([]);
    expect(await ids({ keys: [] })).toEqual([]);
    expect(await records.count({ ids: [] })).toBe(0);
  });
});

describe('the runs of the ledger', () => {
  const put = (...rows: LedgerRow[]) => putLedgerRows(paths, rows, index.runs);
  const at = (time: string) => `2026-11-${time}.000Z`;
  const ids = async (
    ...[query, page = { limit: 100 }]: [Parameters<Records['runs']>[0], { limit: number; after?: string }?]
  ) => (await records.runs(query, page)).map(({ job_id }) => job_id);

  it('are listed newest first, each with its newest row, and go on behind the one that a page ended with', async () => {
    await put(
      rowOf('job_1', { timestamp: at('20T10:00:00') }),
      rowOf('job_2', { timestamp: at('21T10:00:00') }),
      rowOf('job_3', { timestamp: at('20T10:00:00') }),
    );
    await put(rowOf('job_1', { timestamp: at('20T10:00:00'), billed_cost: 0.6 }));
    expect(await ids({})).toEqual(['job_2', 'job_1', 'job_3']);
    expect((await records.runs({}, { limit: 2 })).map(({ billed_cost }) => billed_cost)).toEqual([0.56, 0.6]);
    expect(await ids({}, { limit: 1, after: 'job_2' })).toEqual(['job_1']);
    expect(await ids({}, { limit: 5, after: 'job_1' })).toEqual(['job_3']);
    expect(await records.countRuns({}, 'job_2')).toBe(2);
    expect(await records.countRuns({}, 'job_3')).toBe(0);
    expect(await records.countRuns({})).toBe(3);
  });

  it('are those of the model, end, days, experiment and jobs that are asked for', async () => {
    await put(
      rowOf('job_1', { timestamp: at('20T00:00:00'), experiment: 'walk', model_alias: null }),
      rowOf('job_2', { timestamp: at('20T23:59:59'), status: 'failed' }),
      rowOf('job_3', { timestamp: at('21T00:00:00'), endpoint_id: 'a/b', model_alias: 'veo' }),
    );
    expect(await ids({ since: '2026-11-21' })).toEqual(['job_3']);
    expect(await ids({ until: '2026-11-20' })).toEqual(['job_2', 'job_1']);
    expect(await ids({ since: '2026-11-20', until: '2026-11-20' })).toEqual(['job_2', 'job_1']);
    expect(await ids({ status: 'failed' })).toEqual(['job_2']);
    expect(await ids({ experiment: 'walk' })).toEqual(['job_1']);
    expect(await ids({ model: 'veo' })).toEqual(['job_3']);
    expect(await ids({ model: 'a/b' })).toEqual(['job_3']);
    expect(await ids({ model: rowOf('').endpoint_id })).toEqual(['job_2', 'job_1']);
    expect(await ids({ ids: ['job_3', 'job_1', 'job_9'] })).toEqual(['job_3', 'job_1']);
    expect(await ids({ ids: [] })).toEqual([]);
    expect(await records.countRuns({ until: '2026-11-20', status: 'failed' })).toBe(1);
  });
});

/** From nothing to far beyond any quote, so that all that may be said of a bill is said of some. */
const amount = fc.constantFrom(0, 1, 100, 250, 290, 300, 310, 900, 1_000, 1_001, 3_100, 600_000, 700_000);
const anyPast = fc.record({
  minute: fc.nat(3 * 24 * 60),
  endpoint_id: fc.constantFrom('a/b', 'c/d'),
  model_alias: fc.constantFrom(null, null, null, 'kling'),
  quote: fc.option(fc.tuple(amount, amount, amount)),
  cell: fc.constantFrom(null, 'a', 'b', 'c'),
  wasSent: fc.constantFrom(true, true, false),
  lines: fc.constantFrom(1, 2, 3, 4, 5, 5, 5, 5, 5, 5),
  bill: fc.option(amount),
  end: fc.constantFrom('collected' as const, 'failed' as const),
  verified: fc.option(amount, { freq: 2 }),
  told: fc.option(amount, { freq: 2 }),
});

const QUERIES: JobQuery[] = [
  { open: true },
  { ended: true },
  { ended_since: '2026-11-21T12:00:00.000Z' },
  { in_trouble: true },
  { bill_unknown: true },
  { bill_unknown: true, ended: true },
  { disputed: true },
  { unverified_since: '2026-11-21T12:00:00.000Z' },
  { unverified_since: '2026-11-22', limit: 3, after: 'job_4' },
];

it('what was paid, and which job speaks for a cell, is told as a fold over all jobs tells it', async () => {
  const pasts = fc.array(anyPast, { minLength: 1, maxLength: 30, size: 'max' });
  const hold = fc.asyncProperty(pasts, async (lives) => {
    await rm(paths.journal, { force: true });
    jobs = 0;
    await write(
      ...lives.map((life) => {
        const [low = null, expected = null, high = null] = life.quote?.toSorted((a, b) => a - b) ?? [];
        const estimate = { ...planOf().estimate, low, expected, high };
        const after: JobEvent[] = [
          ...(life.verified === null
            ? []
            : [{ type: 'verified', micros: life.verified, source: 'cost_total' } as const]),
          ...(life.told === null ? [] : [{ type: 'cost-told', micros: life.told } as const]),
        ];
        const { minute, endpoint_id, end, bill: cost, model_alias, lines, cell, wasSent } = life;
        const more = { estimate, model_alias, cell, experiment: 'walk' };
        if (!wasSent) {
          const [planned = ''] = past({ cost, more, minute });
          return [planned, lineOf(`job_${jobs - 1}`, { type: 'not-sent', error })];
        }
        return past({ minute, endpoint_id, end, cost, more, after }).slice(0, lines < 5 ? lines : undefined);
      }),
    );
    const plain = plainJournal(await readFile(paths.journal, 'utf8'));
    expect(await records.modelCosts()).toEqual(plainModelCosts(plain));
    expect(await records.cells('walk')).toEqual(plainCells(plain, 'walk'));
    for (const query of QUERIES) {
      const wanted = plainFind(plain, query);
      expect(await records.find(query), JSON.stringify(query)).toEqual(wanted);
      expect(await records.ids(query)).toEqual(wanted.map(({ job_id }) => job_id));
    }
  });
  await fc.assert(hold, { numRuns: 60 });
});
