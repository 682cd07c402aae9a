import { parseArgs } from 'node:util';
import { hasEnded } from '../../src/store/fold.ts';
import type { Job } from '../../src/store/job.ts';
import type { FaultPlan } from '../../src/simulator/index.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { type CrashPoint, crashesAt, inTwoLanes, pointsOf, runCrashing } from './crash-process.ts';

/**
 * Kills the process while a request of fal's goes from one job to its twin, and everywhere before and after, and
 * starts it again: whatever was accepted is one job's, and counted once. `npm run crashes-twins -- --step 1`.
 */

export interface TwinCrashResult {
  points: number;
  crashes: number;
  broken: string[];
}

const SCRIPT = 'crash-twins-child.js';
const FAULTS: FaultPlan = {
  rules: [
    { call: 'submit', kind: 'drop-before', times: 1 },
    { call: 'submit', kind: 'slow', times: 1, ms: 1_500 },
  ],
};

export interface TwinCrashOptions {
  step: number;
  first: number;
  /** So many points from the answer on: it, the line of the journal that moves the request, the files of both jobs. */
  around: number;
}

/** Every n-th point from `first`, and each of those around the answer that takes the request from the other job. */
export async function runTwinCrashes({ step, first, around }: TwinCrashOptions): Promise<TwinCrashResult> {
  const points = await undisturbed();
  const answer = points.findLastIndex((point) => /^answer POST .*\/image-to-video/.test(point)) + 1;
  const crashes = crashesAt(points).filter(
    ({ at }, index) => index % step === first % step || (at >= answer && at < answer + around),
  );
  const broken: string[] = [];
  await inTwoLanes(crashes, async (crash) => {
    const problem = await oneCrash(crash);
    if (problem !== null) broken.push(`${crash.how} ${crash.at} ${crash.point}: ${problem}`);
  });
  return { points: points.length, crashes: crashes.length, broken };
}

const sandboxOfTwins = () => makeSandbox({ simulator: { faults: FAULTS } });

async function undisturbed(): Promise<string[]> {
  const sandbox = await sandboxOfTwins();
  try {
    const points = await pointsOf(SCRIPT, sandbox);
    const lost = (await open(sandbox)).find(({ error }) => error?.code === 'REQUEST_OF_ANOTHER_JOB');
    if (lost?.state !== 'unknown') throw new Error('nothing went from one job to the other');
    const problem = await difference(sandbox);
    if (problem !== null) throw new Error(problem);
    return points;
  } finally {
    await sandbox.close();
  }
}

const open = async (sandbox: Sandbox) => await (await sandbox.open()).jobs.list();

async function oneCrash({ at, how }: CrashPoint): Promise<string | null> {
  const sandbox = await sandboxOfTwins();
  try {
    await runCrashing(SCRIPT, sandbox, { CRASH_AT: String(at), CRASH_HOW: how });
    const { code, output } = await runCrashing(SCRIPT, sandbox, {});
    return code === 0 ? await difference(sandbox) : `the second run ended with ${code}: ${output}`;
  } finally {
    await sandbox.close();
  }
}

/** What a third process finds, which asks fal once more about everything that is open. */
async function difference(sandbox: Sandbox): Promise<string | null> {
  const { books } = sandbox.simulator;
  const video = await sandbox.open();
  await video.jobs.reconcile({ waitMs: 20_000_000 });
  const [jobs, ledger] = [await video.jobs.list(), await video.ledger()];
  const held = jobs.flatMap(({ handle }) => handle?.request_id ?? []);
  const accepted = books.accepted().map(({ request_id }) => request_id);
  if (accepted.length > 2) return `${accepted.length} submissions of two jobs were accepted`;
  if (held.toSorted().join() !== accepted.toSorted().join())
    return `the jobs have ${held.join(', ')}, fal has ${accepted.join(', ')}`;
  const waiting = jobs.find((job) => !hasEnded(job) && (job.state !== 'unknown' || job.error === null));
  if (waiting !== undefined) return `${waiting.job_id} is ${waiting.state}`;
  const billed = sumOf(jobs.map(({ bill }) => bill?.micros ?? 0));
  const inLedger = sumOf(ledger.map(({ billed_cost }) => Math.round((billed_cost ?? 0) * 1e6)));
  return billed === books.totalMicros() && inLedger === billed
    ? null
    : `billed ${billed}, in the ledger ${inLedger}, the books say ${books.totalMicros()}: ${words(jobs)}`;
}

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
const words = (jobs: readonly Job[]) => jobs.map(({ job_id, state }) => `${job_id} ${state}`).join(', ');

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { step: { type: 'string', default: '1' }, first: { type: 'string', default: '0' } },
  });
  const result = await runTwinCrashes({ step: Number(values.step), first: Number(values.first), around: 8 });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
