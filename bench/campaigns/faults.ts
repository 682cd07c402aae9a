import { parseArgs } from 'node:util';
import { fal as falClient } from '@fal-ai/client';
import { hasEnded } from '../../src/store/fold.ts';
import { mainOutputs } from '../../src/store/outputs.ts';
import type { Job } from '../../src/store/job.ts';
import type { BookEntry } from '../../src/simulator/index.ts';
import { sha256OfJson } from '../../src/util/hash.ts';
import { formatUsd } from '../../src/util/money.ts';
import { clockAhead } from '../../test/support/clock-ahead.ts';
import { IMPATIENT } from '../../test/support/hurried.ts';
import { ALL_FIVE, request } from '../../test/support/requests.ts';
import { countBy } from '../../test/support/count-by.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { spoilIndex } from '../../test/support/spoil-index.ts';
import { faultsEverywhere } from './weather.ts';

/**
 * Jobs under faults on every call, drawn by a seed, half of them twins: what was accepted, what
 * was billed, what we know of it. `npm run faults -- --runs 500 --seed 7 --skew=-40 --spoil` (minutes by which fal's clock
 * is ahead of ours; the index removed, cut and garbled meanwhile). Everything is simulated. Exits 1 when one of the rules is broken.
 */

export interface CampaignResult {
  jobs: number;
  accepted: number;
  states: Record<string, number>;
  strikes: Record<string, number>;
  billed_micros: number;
  books_micros: number;
  /** How often the index was spoilt. */
  spoilt: number;
  broken: string[];
}

export interface FaultOptions {
  runs: number;
  seed: number;
  /** Share of all calls that go wrong. */
  share: number;
  transport?: 'http' | 'fal-client';
  /** Minutes by which fal's clock is ahead of ours. */
  skew?: number;
  /** Whether the index is removed, cut and garbled meanwhile. */
  spoil?: boolean;
}

export async function runFaults(options: FaultOptions): Promise<CampaignResult> {
  const { seed, share, skew = 0, spoil = false } = options;
  const sandbox = await makeSandbox({
    simulator: { seed, faults: faultsEverywhere(share), clock: clockAhead(skew) },
  });
  const stopSpoiling = spoil ? spoilIndex(sandbox.root, seed) : () => 0;
  try {
    const video = await sandbox.open({ transport: options.transport ?? 'http', timeouts: IMPATIENT });
    const jobIds: string[] = [];
    await inParallel(options.runs, 16, async (index) => {
      // Of four jobs the last two are alike.
      const isTwin = index % 4 > 1;
      const take = isTwin ? index - (index % 2) : index;
      const model = ALL_FIVE[take % ALL_FIVE.length] ?? '';
      const prompt = `${isTwin ? 'the twins walk' : 'the hero walks'}, take ${take}`;
      const job = await video.start(request({ model, prompt }));
      jobIds.push(job.job_id);
      await video.jobs.wait([job.job_id], { ms: 20_000_000, until: 'end' });
    });
    // The weather clears: what is open is looked for, collected and settled, by another process.
    sandbox.simulator.setFaults({ rules: [] });
    const later = await sandbox.open();
    await later.jobs.recover();
    await later.jobs.wait(jobIds, { ms: 20_000_000, until: 'end', again: true });
    await later.jobs.settleBills();
    return judge(await later.jobs.list(), options.runs, sandbox, stopSpoiling());
  } finally {
    stopSpoiling();
    await sandbox.close();
  }
}

function judge(jobs: Job[], runs: number, { simulator }: Sandbox, spoilt: number): CampaignResult {
  const entries = simulator.books.accepted();
  const known = new Map(
    jobs.flatMap((job) => (job.handle === null ? [] : [[job.handle.request_id, job] as const])),
  );
  const billed = jobs.reduce((sum, { bill }) => sum + (bill?.micros ?? 0), 0);
  const broken = [
    entries.length > runs && `accepted ${entries.length} submissions of ${runs} jobs`,
    !eachHasItsJob(entries, jobs) && 'a job was sent twice',
    entries.some(({ request_id }) => !known.has(request_id)) && 'an accepted submission is no job of ours',
    known.size !== jobs.filter(({ handle }) => handle !== null).length && 'two jobs share a request id',
    jobs.length !== runs && `${jobs.length} jobs in the journal, ${runs} begun`,
    billed !== simulator.books.totalMicros() &&
      `billed ${formatUsd(billed)}, the books say ${formatUsd(simulator.books.totalMicros())}`,
    jobs.some(lacksForNoReason) && 'a job was collected without its video, and does not say why',
    jobs.some(waitsForNoReason) && 'a job waits, and does not say for what',
    simulator.books.violations.length > 0 && 'the key went to a media host',
  ];
  return {
    jobs: jobs.length,
    accepted: entries.length,
    states: countBy(jobs.map(({ state }) => state)),
    strikes: countBy(simulator.books.strikes.map(({ call }) => call)),
    billed_micros: billed,
    books_micros: simulator.books.totalMicros(),
    spoilt,
    broken: broken.filter((rule) => rule !== false),
  };
}

/** Whether each input was accepted as often at most as there are jobs with it: some jobs are twins. */
function eachHasItsJob(entries: readonly BookEntry[], jobs: readonly Job[]): boolean {
  const inputOf = (job: Job) => `${job.plan.endpoint_id} ${sha256OfJson(job.sent_arguments)}`;
  const wanted = countBy(jobs.map(inputOf));
  const accepted = countBy(entries.map(({ endpoint_id, input_hash }) => `${endpoint_id} ${input_hash}`));
  return Object.entries(accepted).every(([input, count]) => count <= (wanted[input] ?? 0));
}

const lacksForNoReason = ({ state, outputs, error }: Job) =>
  state === 'collected' && mainOutputs(outputs).every(({ video }) => video === null) && error === null;
const waitsForNoReason = (job: Job) => !hasEnded(job) && job.error === null && job.note === null;

/** The same weather over `@fal-ai/client` as it comes: how many of its jobs are paid more than once. */
export async function runFaultsWithFalClient(options: { runs: number; seed: number; share: number }) {
  const sandbox = await makeSandbox({
    simulator: { seed: options.seed, faults: faultsEverywhere(options.share) },
  });
  const { url } = sandbox.simulator;
  falClient.config({
    credentials: 'simulated:not-a-real-key',
    fetch: (input, init) =>
      fetch(urlOf(input).replace(/^https:\/\/(queue\.fal\.run|rest\.fal\.ai)/, url), init),
  });
  try {
    await inParallel(options.runs, 16, async (index) => {
      await falClient.queue
        .submit('fal-ai/kling-video/v3/pro/image-to-video', {
          input: {
            prompt: `take ${index}`,
            start_image_url: 'data:image/png;base64,iVBORw0KGgo=',
            duration: '5',
          },
        })
        .catch(() => undefined);
    });
    const entries = sandbox.simulator.books.accepted();
    const twice = new Set(entries.flatMap(({ same_input_as }) => same_input_as ?? []));
    return { jobs: options.runs, accepted: entries.length, paid_more_than_once: twice.size };
  } finally {
    await sandbox.close();
  }
}

const urlOf = (input: string | URL | Request) => (input instanceof Request ? input.url : String(input));

async function inParallel(
  count: number,
  width: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      share: { type: 'string', default: '0.3' },
      skew: { type: 'string', default: '0' },
      spoil: { type: 'boolean', default: false },
    },
  });
  const options = { runs: Number(values.runs), seed: Number(values.seed), share: Number(values.share) };
  const ours = await runFaults({ ...options, skew: Number(values.skew), spoil: values.spoil });
  console.log('fal-video (simulated):', JSON.stringify(ours, null, 2));
  console.log('@fal-ai/client (simulated):', JSON.stringify(await runFaultsWithFalClient(options), null, 2));
  console.log(ours.broken.length === 0 ? 'All rules held.' : `BROKEN: ${ours.broken.join('; ')}`);
  process.exitCode = ours.broken.length === 0 ? 0 : 1;
}
