import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerRow } from '../../src/ledger/ledger-row.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { type Sandbox } from '../../test/support/sandbox.ts';

/** What the campaigns of crashes share: a process that kills itself at one of its writes or calls, and what it leaves. */

export type How = 'before' | 'after' | 'half' | 'full';
const KILLS: readonly How[] = ['before', 'after', 'half'];

export interface CrashPoint {
  how: How;
  /** The number of the point, from 1. */
  at: number;
  point: string;
}

/** Every way to be killed at these points: of a call there is no after but its answer, and half only of a write. */
export function crashesAt(points: readonly string[], hows = KILLS): CrashPoint[] {
  return hows.flatMap((how) =>
    points.flatMap((point, index) => (makesSense(how, point) ? [{ how, at: index + 1, point }] : [])),
  );
}

function makesSense(how: How, point: string): boolean {
  if (how === 'half') return /^(write|append)/.test(point);
  if (how === 'full') return /^(write|append|sync|rename)/.test(point);
  return how === 'before' || !/^(call|answer)/.test(point);
}

export interface CrashRun {
  code: number | null;
  output: string;
}

/** One process of a campaign, by its script among the built ones. */
export async function runCrashing(
  script: string,
  { root, env: around }: Sandbox,
  env: Record<string, string>,
): Promise<CrashRun> {
  const hook = join(packageRoot, 'dist/test/support/crash-hook.js');
  const child = spawn(
    process.execPath,
    ['--import', hook, join(packageRoot, 'dist/bench/campaigns', script)],
    {
      env: { ...around, FAL_VIDEO_ROOT: root, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

/** The writes and calls of a run that nothing befalls, in their order. */
export async function pointsOf(script: string, sandbox: Sandbox): Promise<string[]> {
  const count = join(sandbox.root, '..', 'points.json');
  const { code, output } = await runCrashing(script, sandbox, { CRASH_COUNT: count });
  if (code !== 0) throw new Error(`the undisturbed run failed: ${output}`);
  return JSON.parse(await readFile(count, 'utf8')) as string[];
}

/** Does the work for each of them, two at a time. */
export async function inTwoLanes<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const lanes = [0, 1].map(async (lane) => {
    for (const item of items.filter((_, index) => index % 2 === lane)) await work(item);
  });
  await Promise.all(lanes);
}

/** The newest row of each job; a torn line is none. */
export async function ledgerRows(root: string): Promise<LedgerRow[]> {
  const text = await readFile(join(root, 'experiments/simulated/fal/ledger.jsonl'), 'utf8');
  const rows = text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LedgerRow];
    } catch {
      return [];
    }
  });
  return [...new Map(rows.map((row) => [row.job_id, row])).values()];
}
