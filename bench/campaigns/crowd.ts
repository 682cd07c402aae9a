import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FaultPlan } from '../../src/simulator/index.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { usdFromMicros } from '../../src/util/money.ts';
import { makeSandbox, RICH } from '../../test/support/sandbox.ts';

/**
 * Many processes over one project at once. `npm run crowd -- --processes 8 --jobs 25 --day-cap 30`. With `--twins` all of
 * them ask for the same, and answers are lost or late.
 */

export interface CrowdOptions {
  processes: number;
  jobs: number;
  dayCapUsd: number;
  /** Whether the processes ask for the same, under faults of the submit. */
  twins?: boolean;
}

const TWINS: FaultPlan = {
  rules: [
    { call: 'submit', kind: 'drop-before', chance: 0.15 },
    { call: 'submit', kind: 'drop-after', chance: 0.2 },
    { call: 'submit', kind: 'slow', chance: 0.5, ms: 600 },
  ],
};

/** What is left in the project, and the rules that it breaks. */
export interface CrowdResult extends Counts {
  broken: string[];
}

interface Counts {
  started: number;
  refused: number;
  accepted: number;
  ledger_lines: number;
  ledger_runs: number;
  torn_lines: number;
  collected: number;
  unknown: number;
  /** Requests of fal's that are one job's. */
  claimed: number;
  collected_events: number;
  reserved_usd: number;
  billed_usd: number;
  books_usd: number;
  failures: string[];
}

export async function runCrowd(options: CrowdOptions): Promise<CrowdResult> {
  const counts = await countAfter(options);
  return { ...counts, broken: brokenIn(counts, options) };
}

async function countAfter(options: CrowdOptions): Promise<Counts> {
  const { dayCapUsd, twins = false } = options;
  const sandbox = await makeSandbox({
    config: { ...RICH, max_day_usd: dayCapUsd },
    ...(twins ? { simulator: { faults: TWINS } } : {}),
  });
  try {
    const children = Array.from({ length: options.processes }, (_, index) =>
      runChild(sandbox.root, sandbox.env, twins ? 'hero' : `hero ${index}`, options.jobs),
    );
    const ended = await Promise.all(children);
    const video = await sandbox.open();
    // What was looked for while a twin was being sent is looked for once more.
    if (twins) await video.jobs.reconcile({ waitMs: 20_000_000 });
    const { started, refused } = ended.reduce(
      (sum, child) => ({ started: sum.started + child.started, refused: sum.refused + child.refused }),
      { started: 0, refused: 0 },
    );
    const jobs = await video.jobs.list();
    const ledger = await linesOf(join(sandbox.root, 'experiments/simulated/fal/ledger.jsonl'));
    const journal = await linesOf(join(sandbox.root, 'experiments/simulated/fal/journal.jsonl'));
    const whole = ledger.filter(isJson);
    return {
      started,
      refused,
      accepted: sandbox.simulator.books.accepted().length,
      ledger_lines: whole.length,
      ledger_runs: (await video.ledger()).length,
      torn_lines: ledger.length - whole.length + journal.filter((line) => !isJson(line)).length,
      collected: jobs.filter(({ state }) => state === 'collected').length,
      unknown: jobs.filter(({ state }) => state === 'unknown').length,
      claimed: new Set(jobs.flatMap(({ handle }) => handle?.request_id ?? [])).size,
      collected_events: journal.filter((line) => line.includes('"event":{"type":"collected"')).length,
      reserved_usd: usdFromMicros(jobs.reduce((sum, job) => sum + job.reserved_micros, 0)),
      billed_usd: usdFromMicros(jobs.reduce((sum, { bill }) => sum + (bill?.micros ?? 0), 0)),
      books_usd: usdFromMicros(sandbox.simulator.books.totalMicros()),
      failures: ended.flatMap(({ failure }) => failure ?? []),
    };
  } finally {
    await sandbox.close();
  }
}

function brokenIn(counts: Counts, { processes, jobs, dayCapUsd, twins = false }: CrowdOptions): string[] {
  const { started, accepted, unknown } = counts;
  const rules: [string, boolean][] = [
    ['every process ends well', counts.failures.length === 0],
    ['every job is started or refused', started + counts.refused === processes * jobs],
    ['what was started was accepted once, or is unknown', accepted + unknown === started],
    ['only a lost answer leaves a job unknown', twins || unknown === 0],
    ['what was accepted is one job’s', counts.claimed === accepted],
    // A job that was unknown for a while has a row of that time, too.
    [
      'the ledger has one row a job',
      counts.ledger_runs === started && (twins || counts.ledger_lines === started),
    ],
    ['no line is torn', counts.torn_lines === 0],
    ['every one is collected once', counts.collected === accepted && counts.collected_events === accepted],
    ['what was billed stands in the books', counts.billed_usd === counts.books_usd],
    ['the cap holds', counts.books_usd <= dayCapUsd],
  ];
  return rules.flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

interface ChildEnd {
  started: number;
  refused: number;
  failure: string | null;
}

/** One process of a crowd, to its end. */
export async function runChild(
  root: string,
  env: NodeJS.ProcessEnv,
  name: string,
  jobs: number,
): Promise<ChildEnd> {
  const program = join(packageRoot, 'dist/bench/campaigns/many-child.js');
  const child = spawn(process.execPath, [program, name, String(jobs)], {
    env: { ...env, FAL_VIDEO_ROOT: root },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    return { started: 0, refused: 0, failure: Buffer.concat(err).toString('utf8').slice(0, 1_000) };
  return { ...(JSON.parse(Buffer.concat(out).toString('utf8')) as Omit<ChildEnd, 'failure'>), failure: null };
}

const linesOf = async (path: string) =>
  (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      processes: { type: 'string', default: '8' },
      jobs: { type: 'string', default: '25' },
      'day-cap': { type: 'string', default: '10000' },
      twins: { type: 'boolean', default: false },
    },
  });
  const result = await runCrowd({
    processes: Number(values.processes),
    jobs: Number(values.jobs),
    dayCapUsd: Number(values['day-cap']),
    twins: values.twins,
  });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
