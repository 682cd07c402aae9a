import { once } from 'node:events';
import { parseArgs } from 'node:util';
import type { FalVideo } from '../../src/fal-video.ts';
import type { Drift } from '../../src/jobs/reconcile/drift.ts';
import type { Job } from '../../src/store/job.ts';
import type { LedgerRow } from '../../src/ledger/ledger-row.ts';
import { type BookEntry, type FaultRule, MODEL_TABLE, type ModelSource } from '../../src/simulator/index.ts';
import { eachOf } from '../../src/util/each-of.ts';
import { request } from '../../test/support/requests.ts';
import { countBy } from '../../test/support/count-by.ts';
import { makeSandbox } from '../../test/support/sandbox.ts';

/**
 * Jobs of five models, some failing, some cancelled, some billed for a failure, some without the header of
 * their bill, some lost on the way: after one reconciliation our sums are those of the simulated fal's books.
 * `npm run money -- --runs 300 --seed 7`. Everything is simulated. Exits 1 when a rule is broken.
 */

export interface MoneyResult {
  jobs: number;
  states: Record<string, number>;
  found: number;
  settled: number;
  verified: number;
  /** Failures that may have been billed, and of which fal says nothing. */
  cost_unknown: number;
  cost_micros: number;
  books_micros: number;
  drift: { model: string | null; ratio: number | null }[];
  broken: string[];
}

/** What each model can be asked for, and how far its real price strays from the list price. */
const MODELS = [
  { model: 'seedance-pro-i2v', seconds: [2, 5, 12], strays: 1 },
  { model: 'seedance-v1.5-pro-i2v', seconds: [4, 8], strays: 0.97 },
  { model: 'kling-v3-pro-i2v', seconds: [3, 5, 15], strays: 1.02 },
  { model: 'hailuo-02-standard-i2v', seconds: [6, 10], strays: 1 },
  { model: 'veo-3.1-fast-i2v', seconds: [4, 6, 8], strays: 1.25 },
] as const;

const straying: ModelSource = {
  list: () => MODEL_TABLE,
  find: (endpointId) => {
    const index = MODEL_TABLE.findIndex(({ endpoint_id }) => endpoint_id === endpointId);
    const [model, factor] = [MODEL_TABLE[index], MODELS[index]?.strays ?? 1];
    return model === undefined ? null : { ...model, strays: factor };
  },
};

/** fal never gives the header for these: only its billing events tell what they cost. */
const HEADERLESS: FaultRule = { call: 'result', kind: 'missing-headers', match: 'never a header' };
const WEATHER: readonly FaultRule[] = [
  HEADERLESS,
  { call: 'result', kind: '422-list', chance: 0.05 },
  { call: 'result', kind: '422-string', chance: 0.05, billed: true },
  { call: 'result', kind: 'completed-with-error', chance: 0.05 },
  { call: 'result', kind: 'missing-headers', chance: 0.1 },
  { call: 'submit', kind: 'drop-after', chance: 0.05 },
  { call: 'submit', kind: 'drop-before', chance: 0.03 },
  { call: 'submit', kind: '429', chance: 0.03 },
  // Refused without a word of units.
  { call: 'result', kind: '422-string', chance: 0.06 },
  // Whoever is lost stays lost until the weather clears.
  { call: 'history', kind: '500' },
];

const LONG = 20_000_000;

export async function runMoney({ runs, seed }: { runs: number; seed: number }): Promise<MoneyResult> {
  /** By their prompt: every other job that is to be cancelled is still in the queue when the cancel comes. */
  const held = new Map<string, AbortSignal>();
  const sandbox = await makeSandbox({
    simulator: {
      seed,
      models: straying,
      adminKeys: true,
      pace: { queueMs: 5, workMs: 10, heldUntil: ({ prompt }) => fired(held.get(String(prompt))) },
      faults: { rules: [...WEATHER] },
    },
  });
  try {
    const video = await sandbox.open();
    const numbers = Array.from({ length: runs }, (_, index) => index);
    await eachOf(numbers, 40, new AbortController().signal, async (index) => {
      const job = jobNumber(index);
      const looked = new AbortController();
      if (index % 24 === 5) held.set(job.prompt ?? '', looked.signal);
      const { job_id } = await video.start(job);
      if (index % 12 === 5) await cancelSoon(video, job_id).finally(() => looked.abort());
      await video.jobs.wait([job_id], { ms: LONG, until: 'end' });
    });
    await video.close();
    sandbox.simulator.setFaults({ rules: [HEADERLESS] });
    const later = await sandbox.open();
    const reconciled = await later.jobs.reconcile({ waitMs: LONG });
    const [jobs, ledger] = [await later.jobs.list(), await later.ledger()];
    const again = await later.jobs.reconcile({ waitMs: LONG });
    const { books } = sandbox.simulator;
    const { total, models } = reconciled.drift;
    return {
      jobs: jobs.length,
      states: countBy(jobs.map(({ state }) => state)),
      found: reconciled.found.length,
      settled: reconciled.settled.length,
      verified: reconciled.verification.verified.length,
      cost_unknown: total.cost_unknown,
      cost_micros: total.cost,
      books_micros: books.totalMicros(),
      drift: [...models, total].map(({ model, drift_ratio }) => ({ model, ratio: drift_ratio })),
      broken: [
        ...brokenSums(jobs, ledger, total, books.accepted()),
        ...brokenDrift([...models, total], ledger, books.accepted()),
        ...(reconciled.complete ? [] : ['the reconciliation was not complete']),
        ...brokenProblems(reconciled.problems),
        ...(JSON.stringify(again.drift) === JSON.stringify(reconciled.drift)
          ? []
          : ['again is not the same']),
        ...(again.settled.length + again.verification.verified.length === 0 ? [] : ['settled twice']),
      ],
    };
  } finally {
    await sandbox.close();
  }
}

async function fired(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === false) await once(signal, 'abort');
}

function jobNumber(index: number) {
  const { model, seconds } = MODELS[index % MODELS.length] ?? MODELS[0];
  const words = index % 17 === 3 ? 'never a header' : 'as it comes';
  return request({
    model,
    prompt: `the hero walks, take ${index}, ${words}`,
    duration: seconds[index % seconds.length] ?? seconds[0],
  });
}

/** As soon as there is something to cancel: some still wait then, some are being made, some are lost. */
async function cancelSoon({ jobs }: FalVideo, jobId: string): Promise<void> {
  for (;;) {
    const { state, handle } = await jobs.get(jobId);
    if (handle !== null) break;
    if (!['planned', 'submitting'].includes(state)) return;
    await jobs.wait([jobId], { ms: 200, until: 'change' });
  }
  await jobs.cancel(jobId);
}

/** Ours against the books, request by request and in sum. */
function brokenSums(
  jobs: readonly Job[],
  ledger: readonly LedgerRow[],
  total: Drift,
  entries: readonly BookEntry[],
): string[] {
  const byRequest = new Map(entries.map((entry) => [entry.request_id, entry]));
  const inBooks = entries.reduce((sum, { micros }) => sum + micros, 0);
  const wrong = ledger.filter((row) => {
    const entry = byRequest.get(row.request_id ?? '');
    const known = row.verified_cost ?? row.billed_cost;
    return entry === undefined
      ? (known ?? 0) !== 0
      : // fal's zero has no billing event.
        (entry.billable_units ?? 0) === 0
        ? (known ?? 0) !== 0
        : inMicros(row.verified_cost) !== entry.micros ||
          (row.billed_cost !== null && inMicros(row.billed_cost) !== entry.micros);
  });
  // Billed by their header alone, and those that never got one by fal's word alone: together the whole bill.
  const headerless = jobs.flatMap(({ bill, verified }) => (bill?.micros === null ? (verified ?? []) : []));
  const byFalsWord = headerless.reduce((sum, { micros }) => sum + micros, 0);
  const billedByHeader = ledger.reduce((sum, { billed_cost }) => sum + (inMicros(billed_cost) ?? 0), 0);
  return [
    entries.some(({ request_id }) => !jobs.some(({ handle }) => handle?.request_id === request_id)) &&
      'an accepted request is no job of ours',
    total.cost !== inBooks && `cost ${total.cost}, the books say ${inBooks}`,
    total.verified !== inBooks && `verified ${total.verified}, the books say ${inBooks}`,
    total.billed !== billedByHeader && `billed ${total.billed}, the ledger's rows say ${billedByHeader}`,
    billedByHeader + byFalsWord !== inBooks && `billed ${billedByHeader} and ${byFalsWord}, not ${inBooks}`,
    total.disagreeing !== 0 && 'billing events and headers disagree',
    wrong.length > 0 && `wrong rows: ${wrong.map(({ job_id }) => job_id).join(', ')}`,
    headerless.length === 0 && 'no job was without a header for good',
  ].filter((rule) => rule !== false);
}

/** Each model that strays is named, in its direction, and nothing else is. */
function brokenProblems(problems: readonly { code: string; message: string }[]): string[] {
  const told = problems.map(({ code, message }) => `${code} ${message.split(':')[0]}`).toSorted();
  const expected = MODELS.filter(({ strays }) => strays !== 1)
    .map(({ model, strays }) => `BILLED_${strays > 1 ? 'ABOVE' : 'BELOW'}_QUOTE ${model}`)
    .toSorted();
  return told.join() === expected.join() ? [] : [`the problems are ${told.join(', ')}`];
}

/** The drift, reckoned once more from the ledger's own rows and the books. */
function brokenDrift(
  report: readonly Drift[],
  ledger: readonly LedgerRow[],
  entries: readonly BookEntry[],
): string[] {
  const paid = new Map(entries.map(({ request_id, micros }) => [request_id, micros]));
  return report.flatMap(({ model, compared, drift, drift_ratio }) => {
    const rows = ledger.filter(
      (row) => row.status === 'collected' && (model === null || row.model_alias === model),
    );
    const estimated = rows.reduce((sum, row) => sum + (inMicros(row.estimated_cost) ?? 0), 0);
    const cost = rows.reduce((sum, row) => sum + (paid.get(row.request_id ?? '') ?? 0), 0);
    const right =
      compared === rows.length &&
      drift === cost - estimated &&
      Math.abs((drift_ratio ?? 0) - cost / estimated) <= 0.00005;
    return right ? [] : [`the drift of ${model ?? 'all'} is ${drift}, reckoned ${cost - estimated}`];
  });
}

const inMicros = (usd: number | null) => (usd === null ? null : Math.round(usd * 1_000_000));

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
  });
  const result = await runMoney({ runs: Number(values.runs), seed: Number(values.seed) });
  console.log('Money (simulated):', JSON.stringify(result, null, 2));
  console.log(result.broken.length === 0 ? 'All rules held.' : `BROKEN: ${result.broken.join('; ')}`);
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
