import { parseArgs } from 'node:util';
import type { FalVideo } from '../../src/fal-video.ts';
import { FalVideoError } from '../../src/errors.ts';
import type { JobRequest } from '../../src/jobs/plan/job-request.ts';
import type { Job } from '../../src/store/job.ts';
import { PRESETS } from '../../src/models/index.ts';
import { readPrices } from '../../src/models/price-rules/read-prices.ts';
import { jobRequest, type RequestInput } from '../../src/server/job-request.ts';
import type { BookEntry } from '../../src/simulator/index.ts';
import { roll } from '../../src/simulator/random.ts';
import { eachOf } from '../../src/util/each-of.ts';
import { getModel } from '../../tools/get_model.ts';
import { hear } from '../../test/support/agent.ts';
import { countBy } from '../../test/support/count-by.ts';
import { makeSandbox, RICH } from '../../test/support/sandbox.ts';
import { drawInputs, retired } from './estimates.ts';
import { priceOf } from '../../test/support/price-of.ts';

/**
 * Jobs over all families, each with its example varied by chance: every bill of the simulated fal lies within its
 * quote, nothing is disputed, no drift is reported, and the ledger is the books. `npm run families -- --runs 1000 --seed 7`.
 */

export interface FamiliesResult {
  jobs: number;
  families: number;
  states: Record<string, number>;
  /** Jobs whose quote had an upper bound, and those whose bill was exactly what was expected. */
  bounded: number;
  exact: number;
  /** Tasks that their model does not take; the plain example was made in their place. */
  varied_back: number;
  cost_micros: number;
  books_micros: number;
  broken: string[];
}

const LONG = 20_000_000;

export async function runFamilies({ runs, seed }: { runs: number; seed: number }): Promise<FamiliesResult> {
  const sandbox = await makeSandbox({
    config: { ...RICH, unknown_price_ceiling_usd: 50, allow_retired: retired() },
    simulator: { seed, adminKeys: true, pace: { queueMs: 1, workMs: 1 } },
  });
  try {
    const video = await sandbox.open();
    await drawInputs(sandbox.root, video.media);
    const chance = chanceFrom(seed);
    const ids = shuffled(readPrices(PRESETS).ids, chance);
    const tasks = Array.from({ length: runs }, (_, index) => ({
      id: ids[index % ids.length] ?? '',
      varied: index >= ids.length || index % 3 === 0,
      chance: chanceFrom(seed, index),
      index,
    }));
    let varied_back = 0;
    await eachOf(tasks, 20, new AbortController().signal, async ({ id, varied, chance: own, index }) => {
      const { data } = await hear(getModel, video, { model: id });
      const example = data['example'] as RequestInput;
      const words = 'prompt' in example ? { prompt: `take ${index}` } : {};
      const plain = jobRequest({ ...example, ...words }, video.project.config);
      const request = varied ? vary(plain, data, own) : plain;
      const taken = await takes(video, request);
      if (!taken) varied_back += 1;
      const chosen = { ...(taken ? request : plain), idempotency_key: `take-${index}` };
      const { quote_id } = await priceOf(video, chosen);
      const { job_id } = await video.start(chosen, { quote_id });
      await video.jobs.wait([job_id], { ms: LONG, until: 'end' });
    });
    const reconciled = await video.jobs.reconcile({ waitMs: LONG });
    const jobs = await video.jobs.list();
    const { books } = sandbox.simulator;
    const bounded = jobs.filter(({ plan }) => plan.estimate.high !== null);
    return {
      jobs: jobs.length,
      families: new Set(jobs.map(({ plan }) => video.models.get(plan.endpoint_id).family)).size,
      states: countBy(jobs.map(({ state }) => state)),
      bounded: bounded.length,
      exact: jobs.filter(({ plan, bill }) => bill?.micros === plan.estimate.expected).length,
      varied_back,
      cost_micros: reconciled.drift.total.cost,
      books_micros: books.totalMicros(),
      broken: [
        ...bounded.flatMap(strays),
        ...brokenRows(jobs, books.accepted()),
        ...reconciled.problems.map(({ code, message }) => `${code}: ${message}`),
        ...(reconciled.drift.total.disputed === 0 ? [] : ['bills are disputed']),
        ...(reconciled.drift.total.cost === books.totalMicros() ? [] : ['the ledger is not the books']),
        ...(reconciled.complete ? [] : ['the reconciliation was not complete']),
      ],
    };
  } finally {
    await sandbox.close();
  }
}

/** Other values of what the model lists, one here, one there. */
function vary(request: JobRequest, model: Record<string, unknown>, chance: () => number): JobRequest {
  const {
    durations,
    resolutions,
    arguments: list,
  } = model as {
    durations: number[] | null;
    resolutions: string[] | null;
    arguments: { name: string; type?: string; allowed?: unknown[] }[];
  };
  const one = <T>(values: readonly T[]): T | undefined => values[Math.floor(chance() * values.length)];
  const duration = one(durations ?? []);
  const resolution = chance() < 0.6 ? one(resolutions ?? []) : undefined;
  const extra = list
    .filter(({ name }) => MONEY.test(name) && chance() < 0.5)
    .flatMap(({ name, type, allowed }) => {
      const value = type === 'boolean' ? chance() < 0.5 : one(allowed ?? []);
      return value === undefined ? [] : [[name, value] as const];
    });
  return {
    ...request,
    ...(duration === undefined ? {} : { duration }),
    ...(resolution === undefined ? {} : { resolution }),
    args: { ...request.args, ...Object.fromEntries(extra) },
  };
}

/** Arguments that prices hang on. */
const MONEY = /audio|aspect_ratio|switch|quality|pro_mode|detail|hdr|template|web_search|draft/;

async function takes(video: FalVideo, request: JobRequest): Promise<boolean> {
  try {
    await priceOf(video, request);
    return true;
  } catch (error) {
    if (error instanceof FalVideoError && error.fault === 'input') return false;
    throw error;
  }
}

/** A bill outside of its quote, by more than a micro-dollar of rounding. */
function strays({ plan, bill, state }: Job): string[] {
  const { low, high, rule } = plan.estimate;
  const billed = bill?.micros;
  if (state !== 'collected') return [`${plan.endpoint_id} is ${state}`];
  if (billed == null || low === null || high === null) return [`${plan.endpoint_id} has no bill`];
  if (billed >= low - 1 && billed <= high + 1) return [];
  return [
    `${plan.endpoint_id} ${JSON.stringify(plan.arguments)}: quoted ${low} to ${high} (${rule}), billed ${billed}`,
  ];
}

function brokenRows(jobs: readonly Job[], entries: readonly BookEntry[]): string[] {
  const paid = new Map(entries.map(({ request_id, micros }) => [request_id, micros]));
  return jobs.flatMap(({ plan, handle, bill, verified }) => {
    const micros = paid.get(handle?.request_id ?? '');
    const isRight = micros === bill?.micros && (micros === 0 || micros === verified?.micros);
    return isRight
      ? []
      : [`${plan.endpoint_id}: billed ${bill?.micros}, verified ${verified?.micros}, in the books ${micros}`];
  });
}

/** A row of numbers from 0 to 1 that a seed decides. */
function chanceFrom(...keys: readonly number[]): () => number {
  let draws = 0;
  return () => roll(...keys, ++draws);
}

const shuffled = <T>(list: readonly T[], chance: () => number): T[] =>
  list
    .map((each) => ({ each, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  });
  const result = await runFamilies({ runs: Number(values.runs), seed: Number(values.seed) });
  console.log('Families (simulated):', JSON.stringify(result, null, 2));
  console.log(result.broken.length === 0 ? 'All rules held.' : `BROKEN: ${result.broken.length}`);
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
