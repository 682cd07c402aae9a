import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { LOSSES, spoilJournal } from '../../test/support/spoil-journal.ts';
import {
  type CrashPoint,
  crashesAt,
  inTwoLanes,
  ledgerRows,
  pointsOf,
  runCrashing,
} from './crash-process.ts';

/**
 * Kills the process before, after and in the middle of every write and every call of a job's life, starts it
 * again, and looks whether anything differs from a job that nothing befell. `npm run crashes -- --step 1`. The disk
 * may be full there instead (`--befalls full-disk`), or the journal may be removed, cut or changed while the process is
 * dead (`--befalls removed`): then nothing is spent until it has been repaired.
 */

export const BEFALLS = ['kill', 'full-disk', ...LOSSES] as const;
export type Befalls = (typeof BEFALLS)[number];

export interface CrashResult {
  points: number;
  crashes: number;
  /** How often the journal had to be repaired. */
  repairs: number;
  broken: string[];
}

const SCRIPT = 'crash-child.js';

interface CrashOptions {
  step: number;
  first: number;
  befalls?: Befalls;
}

/** `step` n tries every n-th point, beginning with `first`. */
export async function runCrashes({ step, first, befalls = 'kill' }: CrashOptions): Promise<CrashResult> {
  const { tree, points } = await undisturbed();
  const all = befalls === 'full-disk' ? crashesAt(points, ['full']) : crashesAt(points);
  const crashes = all.filter((_, index) => index % step === first % step);
  const result: CrashResult = { points: points.length, crashes: crashes.length, repairs: 0, broken: [] };
  await inTwoLanes(crashes, async (crash) => {
    const { problem, repaired } = await oneCrash(crash, tree, befalls);
    if (repaired) result.repairs++;
    if (problem !== null) result.broken.push(`${crash.how} ${crash.point}: ${problem}`);
  });
  return result;
}

async function undisturbed(): Promise<{ tree: string[]; points: string[] }> {
  const sandbox = await makeSandbox();
  try {
    const points = await pointsOf(SCRIPT, sandbox);
    return { tree: await treeOf(sandbox.root), points };
  } finally {
    await sandbox.close();
  }
}

async function oneCrash(
  { at, how }: CrashPoint,
  tree: readonly string[],
  befalls: Befalls,
): Promise<{ problem: string | null; repaired: boolean }> {
  const sandbox = await makeSandbox();
  const run = (env: Record<string, string>) => runCrashing(SCRIPT, sandbox, env);
  let repaired = false;
  try {
    await run({ CRASH_AT: String(at), CRASH_HOW: how });
    const loss = LOSSES.find((one) => one === befalls);
    const spoiled = loss !== undefined && (await spoilJournal(sandbox.root, loss, at));
    const sent = sandbox.simulator.books.accepted().length;
    let again = await run({});
    if (spoiled) {
      repaired = await repair(sandbox);
      const now = sandbox.simulator.books.accepted().length;
      if (repaired && now !== sent) return { problem: 'it was sent before it was repaired', repaired };
      again = await run({});
    }
    // Killed between the intent and the POST: nobody can know that nothing was sent. It must be unknown, and
    // stay so until the user looks and says that it never arrived; then the same command is a new job.
    if (again.output.includes('"unknown"') && sandbox.simulator.books.accepted().length === 0) {
      await run({ NEVER_ARRIVED: '1' });
      again = await run({});
    }
    // A job that was lost before it had a record may leave half of one.
    const mayLeave = spoiled ? /run\.json\.tmp$/ : undefined;
    if (again.code === 0) return { problem: await difference(sandbox, tree, mayLeave), repaired };
    return { problem: `the last run ended with ${again.code}: ${again.output.slice(0, 2_000)}`, repaired };
  } finally {
    await sandbox.close();
  }
}

/** What the user would do; false where nothing stood in the way of spending. */
async function repair(sandbox: Sandbox): Promise<boolean> {
  const video = await sandbox.open();
  const { jobs } = video;
  try {
    await jobs.list();
    if ((await jobs.trouble()) === null) return false;
    const left = await jobs.repair(await jobs.planRepair());
    if (left !== null) throw new Error(left);
    return true;
  } finally {
    await video.close();
  }
}

async function difference(
  { root, simulator }: Sandbox,
  tree: readonly string[],
  mayLeave?: RegExp,
): Promise<string | null> {
  const accepted = simulator.books.accepted();
  if (accepted.length !== 1) return `${accepted.length} submissions were accepted`;
  const rows = await ledgerRows(root);
  const [row, ...more] = rows.filter(({ status }) => status !== 'not-sent');
  if (more.length > 0) return `${more.length + 1} runs in the ledger`;
  if (row?.status !== 'collected') return `the ledger says ${row?.status}`;
  const micros = Math.round((row.billed_cost ?? -1) * 1e6);
  if (micros !== simulator.books.totalMicros()) return `billed ${micros}, the books say otherwise`;
  const notSent = rows.filter(({ status }) => status === 'not-sent');
  const after = await treeOf(
    root,
    notSent.map(({ run_manifest }) => run_manifest),
  );
  const missing = tree.filter((path) => !after.includes(path));
  const beyond = after.filter((path) => !tree.includes(path) && !(mayLeave?.test(path) ?? false));
  const others = [...beyond, ...missing];
  return others.length === 0 ? null : `other files: ${others.join(', ')}`;
}

/** Every file below the project, job ids masked, but for some. */
async function treeOf(root: string, without: readonly string[] = []): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((path) => !without.includes(path))
      // May be removed at any time, and comes by itself.
      .filter((path) => !path.includes('locks/index.'))
      .map((path) => path.replaceAll(/(job_|i2v-)[0-9a-z]{10}/g, '$1ID'))
      .toSorted()
  );
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      step: { type: 'string', default: '1' },
      first: { type: 'string', default: '0' },
      befalls: { type: 'string', default: 'kill' },
    },
  });
  const befalls = BEFALLS.find((one) => one === values.befalls) ?? 'kill';
  const result = await runCrashes({ step: Number(values.step), first: Number(values.first), befalls });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
