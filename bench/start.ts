// How long an agent waits for the server's first answers, and what the server weighs then, beside a bare server
// on the same SDK. Every round starts each server once, in turn, so that a busy minute strikes all of them alike.
//
//   node dist/bench/start.js [--runs 11]
//
// Fails where the promise is broken: at most 1.3 times the bare server's time, 1.5 times its memory.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { median } from '../src/media/measure/statistics.ts';
import { packageRoot } from '../src/util/package-root.ts';

const MOST = { time: 1.3, memory: 1.5 };
/** Long enough for the project to be opened, which happens after the first answers. */
const SETTLED_MS = 1_500;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '11' } } });
const folder = await mkdtemp(join(tmpdir(), 'fal-video-start-'));

const COLUMNS = ['initialize ms', 'tools/list ms', 'MB then', 'MB settled'] as const;
type Figures = Record<(typeof COLUMNS)[number], number>;
interface Started {
  name: string;
  args: readonly string[];
  rounds: Figures[];
}

const server = (name: string, ...args: string[]): Started => ({ name, args, rounds: [] });
const dist = join(packageRoot, 'dist');
const bare = server('bare server, node_modules', join(dist, 'bench', 'start', 'bare-server.js'));
const bundled = server('bare server, bundled', await bundledBare());
const ours = server('fal-video mcp (the npm bin)', join(dist, 'bin', 'fal-video.js'), 'mcp');
const unbundled = server('fal-video mcp, not bundled', join(dist, 'src', 'bin', 'fal-video.js'), 'mcp');
const servers = [bare, bundled, ours, unbundled];

try {
  for (let round = 0; round <= Number(values.runs); round++) {
    for (const { args, rounds } of servers) {
      const figures = await start(args);
      // The first round warms the disk.
      if (round > 0) rounds.push(figures);
    }
  }
  process.exitCode = report();
} finally {
  await rm(folder, { recursive: true, force: true });
}

function report(): number {
  const figure = ({ rounds }: Started, column: keyof Figures) =>
    median(rounds.map((figures) => figures[column]));
  console.log(`medians of ${values.runs} interleaved runs, Node ${process.versions.node}\n`);
  console.log(`${''.padEnd(28)}${COLUMNS.map((column) => column.padStart(15)).join('')}`);
  for (const each of servers) {
    const cells = COLUMNS.map((column) => figure(each, column).toFixed(0).padStart(15));
    console.log(`${each.name.padEnd(28)}${cells.join('')}`);
  }
  const ratio = (column: keyof Figures, to = bare) => figure(ours, column) / figure(to, column);
  // The best of each: what else the machine does can only add to it.
  const best = ({ rounds }: Started) => Math.min(...rounds.map((figures) => figures['tools/list ms']));
  const time = best(ours) / best(bare);
  const memory = ratio('MB then');
  console.log(
    `\nfirst answers: ${time.toFixed(2)} times a bare server at best (at most ${MOST.time}), ${ratio('tools/list ms').toFixed(2)} in the median`,
  );
  console.log(`memory:        ${memory.toFixed(2)} times a bare server (at most ${MOST.memory})`);
  console.log(
    `to a bare server that is bundled too: ${ratio('tools/list ms', bundled).toFixed(2)} and ${ratio('MB then', bundled).toFixed(2)} times`,
  );
  return time <= MOST.time && memory <= MOST.memory ? 0 : 1;
}

async function bundledBare(): Promise<string> {
  const outfile = join(folder, 'bare-server.mjs');
  await build({
    entryPoints: [join(packageRoot, 'bench', 'start', 'bare-server.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'error',
  });
  return outfile;
}

/** One start: `initialize`, then `tools/list`, as a client asks them. */
async function start(args: readonly string[]): Promise<Figures> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const since = () => performance.now() - began;
  const send = (message: Record<string, unknown>) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const answers = answersOf(child);
  try {
    const clientInfo = { name: 'bench', version: '1.0.0' };
    send({
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
    });
    await answers(1);
    const initialized = since();
    send({ method: 'notifications/initialized' });
    send({ id: 2, method: 'tools/list' });
    await answers(2);
    const listed = since();
    const then = await megabytes(child.pid);
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    return {
      'initialize ms': initialized,
      'tools/list ms': listed,
      'MB then': then,
      'MB settled': await megabytes(child.pid),
    };
  } finally {
    child.kill('SIGKILL');
  }
}

function answersOf(child: ChildProcessByStdio<Writable, Readable, null>): (id: number) => Promise<void> {
  const arrived = new Set<number>();
  const awaited = new Map<number, () => void>();
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (text + piece).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { id } = JSON.parse(line) as { id: number };
      arrived.add(id);
      awaited.get(id)?.();
    }
  });
  return (id) =>
    new Promise((resolve, reject) => {
      if (arrived.has(id)) return resolve();
      awaited.set(id, resolve);
      child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it answered`)));
    });
}

/** What is in memory; 0 where there is no /proc to ask. */
async function megabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
