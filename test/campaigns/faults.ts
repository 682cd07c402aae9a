import { parseArgs } from 'node:util';
import { fal as falClient } from '@fal-ai/client';
import type { FaultCall, FaultKind, FaultPlan } from '../../src/simulator/index.ts';
import type { Job } from '../../src/jobs/types.ts';
import { formatUsd } from '../../src/util/money.ts';
import { ALL_FIVE, request } from '../support/requests.ts';
import { makeSandbox, type Sandbox } from '../support/sandbox.ts';

/**
 * Jobs under faults on every call, drawn by a seed: what was accepted, what was billed, what we know of it.
 * `npm run faults -- --runs 500 --seed 7`. Everything is simulated. Exits 1 when one of the rules is broken.
 */

export interface CampaignResult {
  jobs: number;
  accepted: number;
  states: Record<string, number>;
  strikes: Record<string, number>;
  billed_micros: number;
  books_micros: number;
  broken: string[];
}

const CALLS: Record<FaultCall, readonly FaultKind[]> = {
  submit: [
    'drop-before',
    'drop-after',
    '401',
    '403-locked',
    '404',
    '422-list',
    '422-string',
    '429',
    '500',
    '502',
    '504',
    'redirect-away',
    '500-after-accept',
    '504-after-accept',
    'html',
    'half-json',
    'empty',
    'other-host',
    'lying-length',
    'endless-body',
  ],
  status: [
    'drop-before',
    '429',
    '500',
    '502',
    '504',
    'html',
    'half-json',
    'empty',
    'unknown-status-word',
    'lying-length',
  ],
  stream: ['drop-before', '404', '500', '502', 'html', 'malformed-sse', 'stream-cut', 'unknown-status-word'],
  result: [
    'drop-before',
    '429',
    '500',
    '502',
    '504',
    'html',
    'half-json',
    'empty',
    'missing-headers',
    '422-list',
    '422-string',
    'completed-with-error',
  ],
  cancel: [],
  initiate: ['drop-before', 'drop-after', '500', '504', 'html', 'half-json'],
  put: ['drop-before', 'drop-after', '500', '504'],
  media: ['drop-before', '500', '504', 'html', 'lying-length', 'lying-type', 'redirect-away', 'empty'],
  history: ['drop-before', '500', '504', 'html', 'half-json'],
  pricing: ['drop-before', '500', '504', 'html', 'half-json'],
  // Only asked about endpoints that nobody here knows.
  models: [],
};

/** The accepted submission whose answer is lost is what this is about: it comes as often as all others. */
const weightOf = (kind: FaultKind) => (kind === 'drop-after' || kind === '504-after-accept' ? 9 : 1);
const total = (kinds: readonly FaultKind[]) => kinds.reduce((sum, kind) => sum + weightOf(kind), 0);

/** Every kind of every call at a small chance each: about `share` of all calls go wrong. */
export function faultsEverywhere(share: number): FaultPlan {
  const rules = (Object.entries(CALLS) as [FaultCall, readonly FaultKind[]][]).flatMap(([call, kinds]) =>
    kinds.map((kind) => ({ call, kind, chance: (share * weightOf(kind)) / total(kinds) })),
  );
  return { rules: [...rules, { call: 'status', kind: 'back-to-queue', chance: 0.02 }] };
}

export interface FaultOptions {
  runs: number;
  seed: number;
  /** Share of all calls that go wrong. */
  share: number;
  transport?: 'http' | 'fal-client';
}

export async function runFaults(options: FaultOptions): Promise<CampaignResult> {
  const sandbox = await makeSandbox({
    simulator: { seed: options.seed, faults: faultsEverywhere(options.share) },
  });
  try {
    const video = await sandbox.open({ transport: options.transport ?? 'http' });
    const jobIds: string[] = [];
    await inParallel(options.runs, 16, async (index) => {
      const job = await video.jobs.start(
        request({ model: ALL_FIVE[index % ALL_FIVE.length] ?? '', prompt: `the hero walks, take ${index}` }),
      );
      jobIds.push(job.job_id);
      await video.jobs.wait([job.job_id], { ms: 20_000_000, until: 'end' });
    });
    // The weather clears: what is open is looked for, collected and settled, by another process.
    sandbox.simulator.setFaults({ rules: [] });
    const later = await sandbox.open();
    await later.jobs.recover();
    await later.jobs.wait(jobIds, { ms: 20_000_000, until: 'end' });
    await later.jobs.settleBills();
    return judge(await later.jobs.list(), options.runs, sandbox);
  } finally {
    await sandbox.close();
  }
}

function judge(jobs: Job[], runs: number, { simulator }: Sandbox): CampaignResult {
  const entries = simulator.books.accepted();
  const known = new Map(
    jobs.flatMap((job) => (job.handle === null ? [] : [[job.handle.request_id, job] as const])),
  );
  const unknown = jobs.filter(({ state }) => state === 'unknown');
  const billed = jobs.reduce((sum, { bill }) => sum + (bill?.micros ?? 0), 0);
  const broken = [
    entries.length > runs && `accepted ${entries.length} submissions of ${runs} jobs`,
    entries.filter(({ same_input_as }) => same_input_as !== null).length > 0 && 'a job was sent twice',
    entries.filter(({ request_id }) => !known.has(request_id)).length > unknown.length &&
      'an accepted submission is neither a job with its request id nor unknown',
    known.size !== jobs.filter(({ handle }) => handle !== null).length && 'two jobs share a request id',
    jobs.length !== runs && `${jobs.length} jobs in the journal, ${runs} begun`,
    billed !== simulator.books.totalMicros() &&
      `billed ${formatUsd(billed)}, the books say ${formatUsd(simulator.books.totalMicros())}`,
    simulator.books.violations.length > 0 && 'the key went to a media host',
  ];
  return {
    jobs: jobs.length,
    accepted: entries.length,
    states: countBy(jobs.map(({ state }) => state)),
    strikes: countBy(simulator.books.strikes.map(({ call }) => call)),
    billed_micros: billed,
    books_micros: simulator.books.totalMicros(),
    broken: broken.filter((rule) => rule !== false),
  };
}

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

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      share: { type: 'string', default: '0.3' },
    },
  });
  const options = { runs: Number(values.runs), seed: Number(values.seed), share: Number(values.share) };
  const ours = await runFaults(options);
  console.log('fal-video (simulated):', JSON.stringify(ours, null, 2));
  console.log('@fal-ai/client (simulated):', JSON.stringify(await runFaultsWithFalClient(options), null, 2));
  console.log(ours.broken.length === 0 ? 'All rules held.' : `BROKEN: ${ours.broken.join('; ')}`);
  process.exitCode = ours.broken.length === 0 ? 0 : 1;
}
