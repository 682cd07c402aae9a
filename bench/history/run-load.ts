// Many jobs at once in one process, each of ten seconds of work at a simulated fal in another: how long until all are
// collected, what memory that takes, and how long the event loop stood still at most.
//
//   node dist/bench/history/run-load.js [--jobs 250,500,1000,2000]
//
// Fails where the promise for 1,000 is broken: 25 s, 250 MB, 50 ms at the 99th percentile.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { openFalVideo } from '../../src/fal-video.ts';
import { wireHosts } from '../../src/fal/index.ts';
import { request } from '../../test/support/requests.ts';

const WORK_MS = 10_000;
const MOST = { jobs: 1_000, seconds: 25, megabytes: 250, standstill: 50 };

interface Load {
  collected: number;
  seconds: number;
  megabytes: number;
  /** Milliseconds, at the 99th percentile. */
  standstill: number;
}

const { values, positionals } = parseArgs({
  options: { jobs: { type: 'string', default: '250,500,1000,2000' } },
  allowPositionals: true,
});
const [root, count] = positionals;
if (root !== undefined) await carry(root, Number(count));
else process.exitCode = await run(values.jobs.split(',').map(Number));

async function run(counts: readonly number[]): Promise<number> {
  // Not in the process that is measured: it draws pictures, and has a fal of its own.
  const { makeSandbox, RICH } = await import('../../test/support/sandbox.ts');
  let isBroken = false;
  console.log(
    `${'jobs'.padStart(6)}${['seconds', 'MB', 'loop p99 ms'].map((name) => name.padStart(14)).join('')}`,
  );
  for (const jobs of counts) {
    const sandbox = await makeSandbox({
      config: { ...RICH, max_day_usd: 1_000_000 },
      simulator: { pace: { queueMs: 0, workMs: WORK_MS }, accountLimit: jobs },
    });
    try {
      const child = fork(import.meta.filename, [sandbox.root, String(jobs)], {
        env: sandbox.env,
      });
      const [load] = (await once(child, 'message')) as [Load];
      const { collected, seconds, megabytes, standstill } = load;
      const cells = [seconds.toFixed(1), megabytes.toFixed(0), standstill.toFixed(1)];
      console.log(`${String(jobs).padStart(6)}${cells.map((cell) => cell.padStart(14)).join('')}`);
      const holds =
        collected === jobs &&
        (jobs !== MOST.jobs ||
          (seconds <= MOST.seconds && megabytes <= MOST.megabytes && standstill <= MOST.standstill));
      if (!holds)
        console.log(`BROKEN: of ${jobs} jobs ${collected} were collected; at most ${JSON.stringify(MOST)}`);
      isBroken ||= !holds;
    } finally {
      await sandbox.close();
    }
  }
  return isBroken ? 1 : 0;
}

async function carry(project: string, jobs: number): Promise<void> {
  const video = await openFalVideo({ root: project, hosts: wireHosts(process.env) });
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const began = performance.now();
  const ends = await Promise.allSettled(
    Array.from({ length: jobs }, (_, number) =>
      video.generate(request({ prompt: `the hero walks, take ${number}` })),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  loop.disable();
  const load: Load = {
    collected: ends.filter((end) => end.status === 'fulfilled' && end.value.state === 'collected').length,
    seconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    standstill: loop.percentile(99) / 1e6,
  };
  const [first] = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  if (first !== undefined) console.error(first);
  await video.close();
  process.send?.(load, () => process.exit());
}
