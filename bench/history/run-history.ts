// What a long history costs: each command in a project of many jobs beside the same in an empty one, in turn, and how fast
// the index of such a history is made anew. Memory is that of the process that the user starts, a simulated fal inside of it
// included, at its most: the processes that decode and draw beside it are not counted.
//
//   node dist/bench/history/run-history.js [--jobs 100000] [--rounds 5]
//
// Fails where a promise is broken: 1.3 times the empty project, 150 MB, 4,000 jobs a second.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { median } from '../../src/media/measure/statistics.ts';
import { projectPaths } from '../../src/project/project-paths.ts';
import { JournalIndex } from '../../src/store/files/index/journal-index.ts';
import { recordsOf } from '../../src/store/files/index/records.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { drawHero, RICH } from '../../test/support/sandbox.ts';
import { makeHistory, takeSamples } from './make-history.ts';

const MOST = { times: 1.3, megabytes: 150 };
const LEAST_JOBS_A_SECOND = 4_000;
const TASK = ['hailuo-02-standard-i2v', '--image', 'hero.png', '--prompt', 'walk'];
const COMMANDS: Record<string, readonly string[]> = {
  ledger: ['ledger', '--simulate'],
  jobs: ['jobs', '--simulate'],
  estimate: ['estimate', ...TASK, '--simulate'],
  'generate --wait 0': ['generate', ...TASK, '--simulate', '--wait', '0'],
  generate: ['generate', ...TASK, '--simulate'],
  mcp: ['mcp', '--simulate'],
};

/** What an agent asks of a server that it has just started. */
const ASKED = [
  {
    method: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    },
  },
  { method: 'tools/list' },
  { method: 'tools/call', params: { name: 'list_jobs', arguments: {} } },
];

/** Has the program write down at its end how much memory it had at most. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
   process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`,
)}`;

const { values } = parseArgs({
  options: { jobs: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '5' } },
});
const folder = await mkdtemp(join(tmpdir(), 'fal-video-history-'));
try {
  process.exitCode = await run(Number(values.jobs), Number(values.rounds));
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}

async function run(jobs: number, rounds: number): Promise<number> {
  const [empty, long] = [join(folder, 'empty'), join(folder, 'long')];
  for (const root of [empty, long]) {
    await mkdir(root);
    await drawHero(join(root, 'hero.png'));
    await writeFile(join(root, 'fal-video.config.json'), JSON.stringify({ ...RICH, max_day_usd: 1_000_000 }));
  }
  await makeHistory(long, await takeSamples(), jobs);
  const broken = [...(await rebuild(long, jobs)), ...(await group(long))];
  console.log(`\nmedians of ${rounds} rounds in turn, Node ${process.versions.node}\n`);
  console.log(
    `${''.padEnd(20)}${['empty s', `${jobs} jobs s`, 'times', 'empty MB', `${jobs} jobs MB`].map((name) => name.padStart(16)).join('')}`,
  );
  for (const [name, args] of Object.entries(COMMANDS)) {
    const figures = { empty: [] as Figures[], long: [] as Figures[] };
    for (let round = 0; round <= rounds; round++) {
      const [one, other] = [await time(empty, args), await time(long, args)];
      // The first warms the disk.
      if (round > 0)
        [figures.empty, figures.long] = [
          [...figures.empty, one],
          [...figures.long, other],
        ];
    }
    const seconds = (of: readonly Figures[]) => median(of.map((each) => each.seconds));
    const times = seconds(figures.long) / seconds(figures.empty);
    const [least, megabytes] = [figures.empty, figures.long].map((of) =>
      median(of.map((each) => each.megabytes)),
    ) as [number, number];
    const cells = [
      seconds(figures.empty).toFixed(2),
      seconds(figures.long).toFixed(2),
      times.toFixed(2),
      least.toFixed(0),
      megabytes.toFixed(0),
    ];
    console.log(`${name.padEnd(20)}${cells.map((cell) => cell.padStart(16)).join('')}`);
    if (times > MOST.times) broken.push(`${name}: ${times.toFixed(2)} times the empty project`);
    if (megabytes > MOST.megabytes) broken.push(`${name}: ${megabytes.toFixed(0)} MB`);
  }
  for (const promise of broken) console.log(`BROKEN: ${promise}`);
  return broken.length === 0 ? 0 : 1;
}

async function rebuild(root: string, jobs: number): Promise<string[]> {
  const began = performance.now();
  const index = await JournalIndex.open(projectPaths(root, true));
  await index.sync();
  await index.runs.sync();
  const perSecond = jobs / ((performance.now() - began) / 1000);
  index.close();
  console.log(`index made anew: ${jobs} jobs and their ledger, ${perSecond.toFixed(0)} a second`);
  return perSecond < LEAST_JOBS_A_SECOND ? [`${perSecond.toFixed(0)} jobs a second`] : [];
}

async function group(root: string): Promise<string[]> {
  const index = await JournalIndex.open(projectPaths(root, true));
  const records = recordsOf(index.ask);
  await records.countRuns({});
  const began = performance.now();
  const groups = await records.totalsBy('model', {});
  const ms = performance.now() - began;
  index.close();
  const runs = groups.reduce((sum, one) => sum + one.runs, 0);
  console.log(`read_ledger grouped over ${runs} rows: ${ms.toFixed(0)} ms`);
  return ms > 1000 ? [`grouped over ${runs} rows: ${ms.toFixed(0)} ms`] : [];
}

interface Figures {
  seconds: number;
  megabytes: number;
}

/** One whole process. */
async function time(root: string, args: readonly string[]): Promise<Figures> {
  const PEAK_FILE = join(folder, 'peak.txt');
  const program = join(packageRoot, 'dist', 'bin', 'fal-video.js');
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', TELL_PEAK, program, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: folder, PEAK_FILE },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  if (args[0] === 'mcp') askServer(child);
  else child.stdin.end();
  child.stdout.resume();
  const [code] = (await once(child, 'close')) as [number];
  // 3: not ended yet.
  if (code !== 0 && code !== 3) throw new Error(`fal-video ${args.join(' ')} ended with ${code}`);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, megabytes: Number(await readFile(PEAK_FILE, 'utf8')) / 1024 };
}

/** It ends when its client has heard all answers and goes. */
function askServer({ stdin, stdout }: ChildProcessByStdio<Writable, Readable, null>): void {
  let text = '';
  stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    if (ASKED.every((_, id) => text.includes(`"id":${id}`))) stdin.end();
  });
  for (const [id, asked] of ASKED.entries())
    stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...asked })}\n`);
}
