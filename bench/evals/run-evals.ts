// Gives each task to a client of the real program over a simulated fal, and checks what came of it.
//
//   npm run evals                           the scripted client, every task
//   npm run evals -- --only cancel,walk     those whose name holds one of these
//   npm run evals -- --agent 'claude -p --mcp-config "$EVAL_MCP_CONFIG" --allowedTools "mcp__fal-video"'
//
// An agent gets the task's words on its standard input and in EVAL_TASK, and has the project as its folder. Exits
// with 1 where a task did not come out right.
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import type { EvalTask } from './task.ts';
import { EVAL_TASKS } from './tasks/index.ts';
import { openWorld, type OpenWorld, runAgent } from './world.ts';

export interface EvalResult {
  name: string;
  /** Sentences that do not hold; empty for a task that came out right. */
  broken: string[];
  /** Sentences that were looked at. */
  checked: number;
  /** Tool calls, and characters of their answers; `null` for an agent, whose calls nobody counts. */
  calls: number | null;
  characters: number | null;
}

/** How a task is worked on: by its script, or by a command. */
type Worker = (task: EvalTask, world: OpenWorld) => Promise<Worked>;
interface Worked {
  answer: string;
  calls: number | null;
  characters: number | null;
  failure: string | null;
}

export async function runEval(task: EvalTask, worker: Worker = byScript): Promise<EvalResult> {
  const world = await openWorld(task);
  const broken: string[] = [];
  let checked = 0;
  try {
    const { answer, failure, ...counts } = await worker(task, world);
    if (failure !== null) broken.push(failure);
    await task.check(await world.outcome(answer), (sentence, holds) => {
      checked += 1;
      if (!holds) broken.push(`not so: ${sentence}`);
    });
    if (world.simulator.books.violations.length > 0) broken.push('the key went where no key belongs');
    return { name: task.name, broken, checked, ...counts };
  } finally {
    await world.close();
  }
}

/** The task's own script; what it throws is a failure like another. */
export const byScript: Worker = async (task, world) => {
  const agent = await world.connect();
  const counts = { calls: 0, characters: 0 };
  const counted = {
    call: async (tool: string, args?: Record<string, unknown>) => {
      const heard = await agent.call(tool, args);
      counts.calls += 1;
      counts.characters += heard.text.length;
      return heard;
    },
  };
  try {
    return { answer: await task.script(counted, world), failure: null, ...counts };
  } catch (error) {
    return { answer: '', failure: `the script ended: ${String(error)}`, ...counts };
  } finally {
    await agent.close();
  }
};

const byCommand =
  (command: string, ms: number): Worker =>
  async (task, world) => ({
    ...(await runAgent(command, task, world, ms)),
    calls: null,
    characters: null,
  });

function tableOf(results: readonly EvalResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const line = (cells: readonly string[]) =>
    [cells[0]?.padEnd(width), cells[1]?.padEnd(6), ...cells.slice(2).map((cell) => cell.padStart(10))].join(
      '  ',
    );
  const number = (value: number | null) => (value === null ? '' : String(value));
  return [
    line(['task', 'passed', 'checks', 'calls', 'characters']),
    ...results.map(({ name, broken, checked, calls, characters }) =>
      line([name, broken.length === 0 ? 'yes' : 'NO', String(checked), number(calls), number(characters)]),
    ),
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      agent: { type: 'string' },
      minutes: { type: 'string', default: '10' },
    },
  });
  const wanted = values.only?.split(',');
  const tasks = EVAL_TASKS.filter(({ name }) => wanted?.some((part) => name.includes(part)) ?? true);
  if (tasks.length === 0) throw new Error(`No task is called like ${values.only}.`);
  const worker =
    values.agent === undefined ? byScript : byCommand(values.agent, Number(values.minutes) * 60_000);
  const results: EvalResult[] = [];
  // One after another: each has processes of its own.
  for (const task of tasks) {
    const result = await runEval(task, worker);
    results.push(result);
    for (const sentence of result.broken) console.log(`${task.name}: ${sentence}`);
  }
  console.log(tableOf(results));
  const passed = results.filter(({ broken }) => broken.length === 0).length;
  console.log(`${passed} of ${results.length} tasks came out right`);
  // The media worker of the sandboxes ends with the process.
  process.exit(passed === results.length ? 0 : 1);
}
