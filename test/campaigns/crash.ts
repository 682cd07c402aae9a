import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSandbox, type Sandbox } from '../support/sandbox.ts';
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
 * again, and looks whether anything differs from a job that nothing befell. `npm run crashes -- --step 1`.
 */

export interface CrashResult {
  points: number;
  crashes: number;
  broken: string[];
}

const SCRIPT = 'crash-child.js';

/** `step` n tries every n-th point, beginning with `first`. */
export async function runCrashes({ step, first }: { step: number; first: number }): Promise<CrashResult> {
  const { tree, points } = await undisturbed();
  const crashes = crashesAt(points).filter((_, index) => index % step === first % step);
  const broken: string[] = [];
  await inTwoLanes(crashes, async (crash) => {
    const problem = await oneCrash(crash, tree);
    if (problem !== null) broken.push(`${crash.how} ${crash.point}: ${problem}`);
  });
  return { points: points.length, crashes: crashes.length, broken };
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

async function oneCrash({ at, how }: CrashPoint, tree: readonly string[]): Promise<string | null> {
  const sandbox = await makeSandbox();
  const run = (env: Record<string, string>) => runCrashing(SCRIPT, sandbox, env);
  try {
    await run({ CRASH_AT: String(at), CRASH_HOW: how });
    let again = await run({});
    // Killed between the intent and the POST: nobody can know that nothing was sent. It must be unknown, and
    // stay so until the user looks and says that it never arrived; then the same command is a new job.
    if (again.output.includes('"unknown"') && sandbox.simulator.books.accepted().length === 0) {
      await run({ NEVER_ARRIVED: '1' });
      again = await run({});
    }
    if (again.code !== 0) return `the second run ended with ${again.code}: ${again.output.slice(0, 2_000)}`;
    return await difference(sandbox, tree);
  } finally {
    await sandbox.close();
  }
}

async function difference({ root, simulator }: Sandbox, tree: readonly string[]): Promise<string | null> {
  const accepted = simulator.books.accepted();
  if (accepted.length !== 1) return `${accepted.length} submissions were accepted`;
  const rows = await ledgerRows(root);
  const [row, ...others] = rows.filter(({ status }) => status !== 'not-sent');
  if (others.length > 0) return `${others.length + 1} runs in the ledger`;
  if (row?.status !== 'collected') return `the ledger says ${row?.status}`;
  const micros = Math.round((row.billed_cost ?? -1) * 1e6);
  if (micros !== simulator.books.totalMicros()) return `billed ${micros}, the books say otherwise`;
  const notSent = rows.filter(({ status }) => status === 'not-sent');
  const after = await treeOf(
    root,
    notSent.map(({ run_manifest }) => run_manifest),
  );
  if (after.join('\n') === tree.join('\n')) return null;
  return `other files: ${[...after.filter((path) => !tree.includes(path)), ...tree.filter((path) => !after.includes(path))].join(', ')}`;
}

/** Every file below the project, job ids masked, but for some. */
async function treeOf(root: string, without: readonly string[] = []): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !without.includes(path))
    .map((path) => path.replaceAll(/(job_|i2v-)[0-9a-z]{10}/g, '$1ID'))
    .toSorted();
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { step: { type: 'string', default: '1' }, first: { type: 'string', default: '0' } },
  });
  const result = await runCrashes({ step: Number(values.step), first: Number(values.first) });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
