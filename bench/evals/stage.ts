// Makes the folder that it is started in the project of a task, and leaves a simulated fal beside it, which ends
// when the project is gone, or nobody has asked it for a while. For the cases of `claude plugin eval`:
//
//   node dist/bench/evals/stage.js TASK
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { STAGED } from './staged.ts';
import { EVAL_TASKS } from './tasks/index.ts';
import { openWorld } from './world.ts';

/** Longer than a case may take. */
const IDLE_MS = 15 * 60_000;
const LOOK_MS = 2_000;
const READY = 'ready';

const [name, stays] = process.argv.slice(2);
await (stays === undefined ? begin() : stay().catch((error: unknown) => process.send?.(String(error))));

/** Ends as soon as the project is there: whoever stages a case waits for it. */
async function begin(): Promise<void> {
  // Whatever it held open, the caller would wait for.
  const fal = fork(import.meta.filename, [String(name), 'stays'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [said] = (await once(fal, 'message')) as [string];
  if (said !== READY) throw new Error(said);
  process.exit();
}

async function stay(): Promise<void> {
  const task = EVAL_TASKS.find((one) => one.name === name);
  if (task === undefined) throw new Error(`No task is called ${name}.`);
  const world = await openWorld({ ...task, fal: { ...task.fal, idleLimitMs: IDLE_MS } });
  const project = process.cwd();
  await cp(world.root, project, { recursive: true });
  await writeFile(join(project, STAGED), JSON.stringify(world.server.env));
  process.send?.(READY);
  await Promise.race([world.simulator.closed, gone(join(project, STAGED))]);
  await world.close();
  // The media worker ends with the process.
  process.exit();
}

async function gone(path: string): Promise<void> {
  while (existsSync(path)) await delay(LOOK_MS);
}
