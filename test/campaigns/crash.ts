import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/util/package-root.ts';
import type { LedgerRow } from '../../src/ledger/ledger-row.ts';
import { environmentFor, makeSandbox, type Sandbox } from '../support/sandbox.ts';

/**
 * Kills the process before, after and in the middle of every write and every call of a job's life, starts it
 * again, and looks whether anything differs from a job that nothing befell. `npm run crashes -- --step 1`.
 */

export interface CrashResult {
  points: number;
  crashes: number;
  broken: string[];
}

type How = 'before' | 'after' | 'half';
const HOWS: readonly How[] = ['before', 'after', 'half'];

/** `step` n tries every n-th point, beginning with `first`. */
export async function runCrashes({ step, first }: { step: number; first: number }): Promise<CrashResult> {
  const { tree, points } = await undisturbed();
  const crashes = HOWS.flatMap((how) =>
    points.flatMap((point, index) => (makesSense(how, point) ? [{ how, at: index + 1, point }] : [])),
  ).filter((_, index) => index % step === first % step);
  const broken: string[] = [];
  const lanes = [0, 1].map(async (lane) => {
    for (const [index, crash] of crashes.entries()) {
      if (index % 2 !== lane) continue;
      const problem = await oneCrash(crash.at, crash.how, tree);
      if (problem !== null) broken.push(`${crash.how} ${crash.point}: ${problem}`);
    }
  });
  await Promise.all(lanes);
  return { points: points.length, crashes: crashes.length, broken };
}

/** Half of it can only be written of a write. */
const makesSense = (how: How, point: string) => how !== 'half' || /^(write|append)/.test(point);

async function undisturbed(): Promise<{ tree: string[]; points: string[] }> {
  const sandbox = await makeSandbox();
  try {
    const count = join(sandbox.root, '..', 'points.json');
    const { code, output } = await run(sandbox, { CRASH_COUNT: count });
    if (code !== 0) throw new Error(`the undisturbed job failed: ${output}`);
    return {
      tree: await treeOf(sandbox.root),
      points: JSON.parse(await readFile(count, 'utf8')) as string[],
    };
  } finally {
    await sandbox.close();
  }
}

async function oneCrash(at: number, how: How, tree: readonly string[]): Promise<string | null> {
  const sandbox = await makeSandbox();
  try {
    await run(sandbox, { CRASH_AT: String(at), CRASH_HOW: how });
    let again = await run(sandbox, {});
    // Killed between the intent and the POST: nobody can know that nothing was sent. It must be unknown, and
    // stay so until the user looks and says that it never arrived; then the same command is a new job.
    if (again.output.includes('"unknown"') && sandbox.simulator.books.accepted().length === 0) {
      await run(sandbox, { NEVER_ARRIVED: '1' });
      again = await run(sandbox, {});
    }
    if (again.code !== 0) return `the second run ended with ${again.code}: ${again.output}`;
    return await difference(sandbox, tree);
  } finally {
    await sandbox.close();
  }
}

async function difference({ root, simulator }: Sandbox, tree: readonly string[]): Promise<string | null> {
  const accepted = simulator.books.accepted();
  if (accepted.length !== 1) return `${accepted.length} submissions were accepted`;
  const rows = await ledgerRows(root);
  const [row, ...others] = [...rows.values()].filter(({ status }) => status !== 'not-sent');
  if (others.length > 0) return `${others.length + 1} runs in the ledger`;
  if (row?.status !== 'collected') return `the ledger says ${row?.status}`;
  const micros = Math.round((row.billed_cost ?? -1) * 1e6);
  if (micros !== simulator.books.totalMicros()) return `billed ${micros}, the books say otherwise`;
  const notSent = [...rows.values()].filter(({ status }) => status === 'not-sent');
  const after = await treeOf(
    root,
    notSent.map(({ run_manifest }) => run_manifest),
  );
  if (after.join('\n') === tree.join('\n')) return null;
  return `other files: ${[...after.filter((path) => !tree.includes(path)), ...tree.filter((path) => !after.includes(path))].join(', ')}`;
}

async function ledgerRows(root: string): Promise<Map<string, LedgerRow>> {
  const text = await readFile(join(root, 'experiments/simulated/fal/ledger.jsonl'), 'utf8');
  const rows = text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LedgerRow];
    } catch {
      return [];
    }
  });
  return new Map(rows.map((row) => [row.job_id, row]));
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

async function run(
  sandbox: Sandbox,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(packageRoot, 'test/support/crash-hook.mjs'),
      join(packageRoot, 'dist/test/campaigns/crash-child.js'),
    ],
    {
      env: { ...environmentFor(sandbox.simulator.hosts), FAL_VIDEO_ROOT: sandbox.root, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: Buffer.concat(chunks).toString('utf8').slice(0, 2_000) };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { step: { type: 'string', default: '1' }, first: { type: 'string', default: '0' } },
  });
  const result = await runCrashes({ step: Number(values.step), first: Number(values.first) });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
