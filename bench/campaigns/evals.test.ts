import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runEval } from '../evals/run-evals.ts';
import type { EvalTask } from '../evals/task.ts';
import { EVAL_TASKS } from '../evals/tasks/index.ts';
import { packageRoot } from '../../src/util/package-root.ts';

const named = (name: string): EvalTask => {
  const task = EVAL_TASKS.find((one) => one.name === name);
  if (task === undefined) throw new Error(`no task ${name}`);
  return task;
};

/** The runner as its own process: its table, and how it ended. */
const runner = (...args: string[]) =>
  new Promise<{ code: number; table: string }>((resolve) => {
    const script = join(packageRoot, 'dist', 'bench', 'evals', 'run-evals.js');
    execFile(process.execPath, [script, ...args], (error, stdout) =>
      resolve({ code: error === null ? 0 : Number(error.code), table: stdout }),
    );
  });

describe('the evals', () => {
  it('are 15 tasks or more, each with a name of its own and nothing of the tools in its words', () => {
    expect(EVAL_TASKS.length).toBeGreaterThanOrEqual(15);
    expect(new Set(EVAL_TASKS.map(({ name }) => name)).size).toBe(EVAL_TASKS.length);
    for (const { asks } of EVAL_TASKS)
      expect(asks).not.toMatch(/\b[a-z]+_(cost|video|job|experiment|model)s?\b/);
  });

  it.each(['recover-unknown', 'orders-in-an-error', 'record-a-learning'])(
    'come out right: %s',
    async (name) => {
      expect((await runEval(named(name))).broken).toEqual([]);
    },
  );

  it('notice an agent that says the wrong thing, and one that does what it was not to do', async () => {
    const wrong = { ...named('price-first'), script: () => Promise.resolve('It is free.') };
    expect((await runEval(wrong)).broken).toEqual([expect.stringMatching(/^not so: the answer names \$/)]);
    const spent: EvalTask = {
      ...wrong,
      script: async (agent) => {
        const task = { model: 'hailuo-02-standard-i2v', prompt: 'x', image: 'hero.png', duration: 6 };
        return (await agent.call('generate_video', { ...task, wait_seconds: 20 })).text;
      },
    };
    expect((await runEval(spent)).broken).toContain('not so: nothing was sent to fal');
  });

  it('hand a task to any command, and end with 1 where it fails', async () => {
    const good = 'test -s "$EVAL_MCP_CONFIG" && grep -q Veo && test -f hero.png && echo max_job_usd is 0.5';
    const [right, wrong] = await Promise.all([
      runner('--only', 'over-cap', '--agent', good),
      runner('--only', 'over-cap', '--agent', 'echo done'),
    ]);
    expect(right).toMatchObject({ code: 0, table: expect.stringContaining('1 of 1 tasks came out right') });
    expect(wrong).toMatchObject({
      code: 1,
      table: expect.stringMatching(/over-cap: not so: .*names the cap/),
    });
  });
});
