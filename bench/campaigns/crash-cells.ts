import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import {
  type CrashPoint,
  type CrashRun,
  crashesAt,
  inTwoLanes,
  ledgerRows,
  pointsOf,
  runCrashing,
} from './crash-process.ts';

/**
 * Kills the run of an experiment at its writes and calls, and at every one between the intent of a cell and the POST;
 * starts it again with the same command. No cell is sent or billed twice. One whose POST never left stays unknown,
 * with the next step said, until the user says that it never arrived; then the same command finishes the experiment.
 * `npm run crashes-cells -- --step 1`.
 */

export interface CellCrashResult {
  points: number;
  crashes: number;
  /** Crashes that left a cell whose intent is on the disk and whose POST never arrived. */
  never_arrived: number;
  broken: string[];
}

const SCRIPT = 'crash-cells-child.js';
const PLAN = {
  task_slug: 'walk',
  models: ['kling-v3-pro-i2v', 'hailuo-02-standard-i2v', 'seedance-pro-i2v'],
  prompt: 'the hero walks in place',
  image: 'hero.png',
  duration: 6,
  when_unsupported: 'nearest',
};
const CELLS = PLAN.models.length;

interface CellCrash extends CrashPoint {
  /** Counts only the points whose name matches. */
  like: string;
  /** Whether it strikes between the intent of a cell and its POST for sure. */
  atPost: boolean;
}

/** The POST of each cell, and of all points every `step`-th from `first`. */
export async function runCellCrashes({
  step,
  first,
}: {
  step: number;
  first: number;
}): Promise<CellCrashResult> {
  const points = await undisturbed();
  const everywhere = crashesAt(points).filter((_, index) => index % step === first % step);
  const crashes: CellCrash[] = [
    ...atThePosts(points),
    ...everywhere.map((crash) => ({ ...crash, like: '', atPost: false })),
  ];
  const result = { points: points.length, crashes: crashes.length, never_arrived: 0, broken: [] as string[] };
  await inTwoLanes(crashes, async (crash) => {
    const { neverArrived, problem } = await oneCrash(crash);
    if (neverArrived) result.never_arrived += 1;
    if (problem !== null) result.broken.push(`${crash.how} ${crash.at} ${crash.point}: ${problem}`);
  });
  return result;
}

/** Several cells are made at once, in another order each time: their POSTs are counted by themselves. */
function atThePosts(points: readonly string[]): CellCrash[] {
  const submits = points.filter((point) => SUBMIT.test(point));
  const like = SUBMIT.source;
  return submits.map((point, index) => ({ how: 'before', at: index + 1, point, like, atPost: true }));
}

const SUBMIT = /^call POST .*\/image-to-video/;

async function withExperiment<Result>(work: (sandbox: Sandbox) => Promise<Result>): Promise<Result> {
  const sandbox = await makeSandbox();
  try {
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(join(sandbox.root, 'experiments', 'walk.json'), JSON.stringify(PLAN));
    return await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

const undisturbed = () => withExperiment((sandbox) => pointsOf(SCRIPT, sandbox));

interface Told {
  next: string;
  unknown: { cell_id: string; next: string }[];
}

const oneCrash = ({ at, how, like, atPost }: CellCrash) =>
  withExperiment(async (sandbox) => {
    const run = (env: Record<string, string>) => runCrashing(SCRIPT, sandbox, env);
    await run({ CRASH_AT: String(at), CRASH_HOW: how, CRASH_LIKE: like });
    let again = await run({});
    const { unknown, next } = toldBy(again);
    const neverArrived = unknown.length > 0;
    if (atPost && !neverArrived) return { neverArrived, problem: 'the cell is not unknown' };
    if (neverArrived) {
      const arrived = sandbox.simulator.books.accepted().length;
      if (arrived !== CELLS - unknown.length)
        return { neverArrived, problem: `${unknown.length} are unknown, and ${arrived} arrived` };
      if (
        !next.startsWith('run_experiment') ||
        unknown.some((cell) => !cell.next.includes('--never-arrived'))
      )
        return { neverArrived, problem: `the next step is not said: ${again.output}` };
      again = await run({ NEVER_ARRIVED: '1' });
    }
    if (again.code !== 0)
      return { neverArrived, problem: `the last run ended with ${again.code}: ${again.output}` };
    return { neverArrived, problem: await difference(sandbox) };
  });

/** A run that did not come to its end told nothing. */
function toldBy({ output }: CrashRun): Told {
  try {
    return JSON.parse(output) as Told;
  } catch {
    return { next: '', unknown: [] };
  }
}

async function difference({ root, simulator }: Sandbox): Promise<string | null> {
  const { books } = simulator;
  const accepted = books.accepted();
  if (accepted.length !== CELLS || accepted.some(({ same_input_as }) => same_input_as !== null))
    return `${accepted.length} submissions were accepted`;
  const rows = (await ledgerRows(root)).filter(({ status }) => status !== 'not-sent');
  if (rows.length !== CELLS || new Set(rows.map(({ cell }) => cell)).size !== CELLS)
    return `${rows.length} runs in the ledger`;
  const open = rows.find(({ status }) => status !== 'collected');
  if (open !== undefined) return `the ledger says ${open.status}`;
  const micros = rows.reduce((sum, { billed_cost }) => sum + Math.round((billed_cost ?? -1) * 1e6), 0);
  return micros === books.totalMicros() ? null : `billed ${micros}, the books say ${books.totalMicros()}`;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { step: { type: 'string', default: '1' }, first: { type: 'string', default: '0' } },
  });
  const result = await runCellCrashes({ step: Number(values.step), first: Number(values.first) });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
