// How long an agent waits for the server's first answers, and what the server weighs then, beside a bare server
// on the same SDK. Every round starts each server once, in turn, so that a busy minute strikes all of them alike.
//
//   node bench/start.mjs [--runs 11]
//
// Fails where the promise is broken: at most 1.3 times the bare server's time, 1.5 times its memory.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const MOST = { time: 1.3, memory: 1.5 };
/** Long enough for the project to be opened, which happens after the first answers. */
const SETTLED_MS = 1_500;

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const { values } = parseArgs({ options: { runs: { type: 'string', default: '11' } } });
const folder = await mkdtemp(join(tmpdir(), 'fal-video-start-'));

const BARE = 'bare server, node_modules';
const OURS = 'fal-video mcp (the npm bin)';
const servers = {
  [BARE]: [join(root, 'bench', 'start', 'bare-server.mjs')],
  'bare server, bundled': [await bundledBare()],
  [OURS]: [join(root, 'dist', 'bin', 'fal-video.js'), 'mcp'],
  'fal-video mcp, not bundled': [join(root, 'dist', 'src', 'bin', 'fal-video.js'), 'mcp'],
};

try {
  const rounds = [];
  for (let round = 0; round <= Number(values.runs); round++) {
    const figures = {};
    for (const [name, args] of Object.entries(servers)) figures[name] = await start(args);
    // The first round warms the disk.
    if (round > 0) rounds.push(figures);
  }
  process.exitCode = report(rounds);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function report(rounds) {
  const median = (name, figure) => {
    const sorted = rounds.map((round) => round[name][figure]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  };
  const columns = ['initialize ms', 'tools/list ms', 'MB then', 'MB settled'];
  console.log(`medians of ${rounds.length} interleaved runs, Node ${process.versions.node}\n`);
  console.log(`${''.padEnd(28)}${columns.map((column) => column.padStart(15)).join('')}`);
  for (const name of Object.keys(servers)) {
    const cells = columns.map((column) => median(name, column).toFixed(0).padStart(15));
    console.log(`${name.padEnd(28)}${cells.join('')}`);
  }
  const ratio = (figure, to = BARE) => median(OURS, figure) / median(to, figure);
  const time = ratio('tools/list ms');
  const memory = ratio('MB then');
  console.log(`\nfirst answers: ${time.toFixed(2)} times a bare server (at most ${MOST.time})`);
  console.log(`memory:        ${memory.toFixed(2)} times a bare server (at most ${MOST.memory})`);
  const bundled = 'bare server, bundled';
  console.log(
    `to a bare server that is bundled too: ${ratio('tools/list ms', bundled).toFixed(2)} and ${ratio('MB then', bundled).toFixed(2)} times`,
  );
  return time <= MOST.time && memory <= MOST.memory ? 0 : 1;
}

async function bundledBare() {
  const outfile = join(folder, 'bare-server.mjs');
  await build({
    entryPoints: [join(root, 'bench', 'start', 'bare-server.mjs')],
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
async function start(args) {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, HOME: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const since = () => performance.now() - began;
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
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

function answersOf(child) {
  const arrived = new Map();
  const awaited = new Map();
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => {
    const lines = (text + piece).split('\n');
    text = lines.pop();
    for (const line of lines) {
      const { id } = JSON.parse(line);
      arrived.set(id, true);
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
async function megabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
