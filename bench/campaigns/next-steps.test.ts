import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_COMMANDS } from '../../src/cli/all-commands.ts';
import { stepDrawer } from '../../src/cli/draw-step.ts';
import type { FaultRule } from '../../src/simulator/faults/fault-plan.ts';
import { packageRoot } from '../../src/util/package-root.ts';
import { tools } from '../../tools/index.ts';
import { type AgentClient, connect } from '../../test/support/mcp-clients.ts';
import { callIn, commandsIn } from '../../test/support/next-steps.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';
import { typeOver } from '../../test/support/type-over.ts';

/**
 * Every next step is run as it is printed: as the call that an agent reads, and as the command that a person pastes into a
 * shell. Each answer is made anew for both, since a quote is good for one run.
 */

const KLING = 'kling-v3-pro-i2v';
const LYNX = 'bytedance/lynx';
const TASK = { model: KLING, prompt: "the hero's walk", image: 'hero.png', duration: 3 };
const COSTLY = { ...TASK, duration: 10 };
const CELLS = { models: [KLING], prompt: 'the hero walks', image: 'hero.png' };
const PLANS = {
  cheap: { ...CELLS, duration: 3 },
  dear: { ...CELLS, duration: 10, seeds: [1, 2] },
  none: { ...CELLS, models: ['veo-3.1-fast-i2v'], duration: 10 },
  over: { ...CELLS, duration: 10, budget_usd: 0.5 },
  never: { ...CELLS, duration: 4 },
};

let sandbox: Sandbox;
let agent: AgentClient;
let done: string;

beforeAll(async () => {
  sandbox = await makeSandbox({
    config: { ask_above_usd: 0.55, max_job_usd: 2, max_experiment_usd: 500, max_day_usd: 500 },
  });
  await mkdir(join(sandbox.root, 'experiments'));
  for (const [name, plan] of Object.entries(PLANS))
    await writeFile(join(sandbox.root, 'experiments', `${name}.json`), JSON.stringify(plan));
  await copyFile(join(packageRoot, 'test/data/openapi/lynx.json'), join(sandbox.root, 'lynx.json'));
  agent = await connect('client 2.4, 2026-07-28 protocol', sandbox);
  done = String((await agent.call('generate_video', { ...TASK, wait_seconds: 45 })).data['job_id']);
});
afterAll(async () => {
  await agent.close();
  await sandbox.close();
});

/** What an agent reads as the next step of an answer or an error. */
async function next(tool: string, args: Record<string, unknown> = {}): Promise<string> {
  const { data, text, isError } = await agent.call(tool, args);
  const said = isError ? /^Next: (.*)$/m.exec(text)?.[1] : (data['next'] as string | undefined);
  return said ?? `none: ${text}`;
}

/** An experiment of the same cells that has not run yet. */
async function fresh(name: keyof typeof PLANS): Promise<string> {
  made += 1;
  const plan = { ...PLANS[name], prompt: `the hero walks ${made} times` };
  await writeFile(join(sandbox.root, 'experiments', `${name}-${made}.json`), JSON.stringify(plan));
  return `${name}-${made}`;
}
let made = 0;

/** A job that ends in such a way. */
async function misfortune(rule: FaultRule, more: Record<string, unknown> = {}): Promise<string> {
  sandbox.simulator.setFaults({ rules: [{ times: 1, ...rule }] });
  const begun = await agent.call('generate_video', { ...TASK, wait_seconds: 45, ...more });
  sandbox.simulator.setFaults({ rules: [] });
  return /job_[a-z0-9]{10}/.exec(begun.text)?.[0] ?? begun.text;
}

const STEPS: [title: string, tool: string | null, make: () => Promise<string>][] = [
  ['models of a task', 'estimate_cost', () => next('list_models', { task: 'image-to-video', duration: 5 })],
  ['models of any kind', 'get_model', () => next('list_models', { text: 'kling' })],
  ['no model that fits', 'list_models', () => next('list_models', { text: 'no such thing' })],
  ['an estimate', 'generate_video', () => next('estimate_cost', TASK)],
  ['an estimate that the user has to see', 'generate_video', () => next('estimate_cost', COSTLY)],
  [
    'an estimate of several',
    'generate_video',
    () => next('estimate_cost', { ...TASK, model: undefined, models: [KLING, 'seedance-pro-i2v'] }),
  ],
  [
    'an estimate of a picture',
    'generate_image',
    () => next('estimate_cost', { model: 'flux-schnell', prompt: 'a wood' }),
  ],
  [
    'an estimate of a task, with all it needs',
    'estimate_cost',
    () => next('estimate_cost', { task: 'image-to-video', prompt: 'x', image: 'hero.png' }),
  ],
  [
    'an estimate of a task, with much assumed',
    'get_model',
    () => next('estimate_cost', { task: 'image-to-video' }),
  ],
  [
    'an estimate that a cap refuses',
    'list_models',
    () => next('estimate_cost', { ...TASK, model: 'veo-3.1-i2v', duration: 8, audio: true }),
  ],
  ['a job on its way', 'get_job', () => next('generate_video', { ...TASK, wait_seconds: 0 })],
  ['a job that costs too much unasked', 'generate_video', () => next('generate_video', COSTLY)],
  [
    'a picture that costs too much unasked',
    'generate_image',
    () => next('generate_image', { model: 'nano-banana-pro', prompt: 'a wood', count: 4 }),
  ],
  ['a job that is done', 'inspect_video', () => next('get_job', { job_id: done })],
  [
    'a job that failed',
    null,
    async () => next('get_job', { job_id: await misfortune({ call: 'result', kind: '422-list' }) }),
  ],
  [
    'a job of unknown outcome',
    'get_job',
    async () =>
      next('get_job', {
        job_id: await misfortune({ call: 'submit', kind: 'drop-before' }, { wait_seconds: 2 }),
        wait_seconds: 0,
      }),
  ],
  ['a job that is cancelled too late', 'inspect_video', () => next('cancel_job', { job_id: done })],
  ['a look at a video', 'inspect_video', () => next('inspect_video', { video: done })],
  [
    'frames of a video',
    'inspect_video',
    () => next('inspect_video', { video: done, show: 'frames', count: 3 }),
  ],
  [
    'more frames than a sheet has',
    'inspect_video',
    () => next('inspect_video', { video: done, show: 'frames', count: 65 }),
  ],
  ['an animation', null, () => next('inspect_video', { video: done, show: 'animation' })],
  ['a video without a loop', null, () => next('inspect_video', { video: done, show: 'loop' })],
  [
    'its first and last frame',
    'inspect_video',
    () => next('inspect_video', { video: done, show: 'first_last' }),
  ],
  ['its sprites', null, () => next('inspect_video', { video: done, show: 'sprites' })],
  ['a plate', 'estimate_cost', () => next('prepare_plate', { picture: 'hero.png' })],
  ['a reconciliation', 'get_job', () => next('reconcile_costs', { wait_seconds: 0 })],
  ['a plan', 'run_experiment', () => next('plan_experiment', { file: 'cheap' })],
  ['a plan with a budget', 'run_experiment', () => next('plan_experiment', { file: 'cheap', budget_usd: 5 })],
  ['a plan that the user has to see', 'run_experiment', () => next('plan_experiment', { file: 'dear' })],
  [
    'a plan as a matrix',
    'run_experiment',
    () => next('plan_experiment', { matrix: { ...PLANS.cheap, task_slug: 'given' } }),
  ],
  ['a plan that a cap refuses', null, () => next('plan_experiment', { file: 'over' })],
  ['a plan of nothing', null, () => next('plan_experiment', { file: 'none' })],
  ['a run', 'get_experiment', async () => next('run_experiment', { file: await fresh('cheap') })],
  [
    'a run that the user has to see',
    'run_experiment',
    async () => next('run_experiment', { file: await fresh('dear'), budget_usd: 20 }),
  ],
  ['an experiment that never ran', 'plan_experiment', () => next('get_experiment', { experiment: 'never' })],
  [
    'an experiment that is done',
    null,
    () => next('get_experiment', { experiment: 'cheap', wait_seconds: 45 }),
  ],
  ['a learning', null, () => next('record_learning', { experiment: 'cheap', learning: '- it walks' })],
  [
    'a learning about no cell of it',
    'plan_experiment',
    () => next('record_learning', { experiment: 'cheap', learning: 'x', cell_id: 'c9' }),
  ],
  [
    'an added model',
    'get_model',
    () => next('add_model', { endpoint_id: LYNX, from: 'lynx.json', alias: 'lynx' }),
  ],
  ['a model that nobody knows', 'list_models', () => next('get_model', { model: 'no-such-model' })],
  ['no model at all', 'list_models', () => next('generate_video', { prompt: 'x' })],
  [
    'a model of the other kind',
    'list_models',
    () => next('generate_video', { model: 'nano-banana', prompt: 'x' }),
  ],
  [
    'an argument that the model does not have',
    'get_model',
    () => next('estimate_cost', { ...TASK, args: { duration: '99' } }),
  ],
  ['a job that is not there', 'list_jobs', () => next('get_job', { job_id: 'job_0000000000' })],
  ['no job at all', 'list_jobs', () => next('get_job')],
  [
    'a key that another job has',
    'get_job',
    async () => {
      await next('generate_video', { ...TASK, idempotency_key: 'k' });
      return next('generate_video', { ...TASK, prompt: 'another', idempotency_key: 'k' });
    },
  ],
  [
    'no video to look at',
    'get_job',
    async () => next('inspect_video', { video: await misfortune({ call: 'result', kind: '422-list' }) }),
  ],
];

const drawn = stepDrawer(ALL_COMMANDS, tools, false);

/** By a shell: what a person pastes is read by one. */
async function shell(command: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    command.replace('fal-video', String.raw`printf '%s\0'`),
  ]);
  return stdout.split('\0').slice(0, -1);
}

describe.each(STEPS)('after %s', (_, tool, make) => {
  it('an agent makes the call that it reads', async () => {
    const text = await make();
    const call = callIn(text);
    expect(call?.tool ?? null, text).toBe(tool);
    if (call?.tool === undefined) return;
    const answer = await agent.call(call.tool, call.input);
    expect(answer.isError, `${text}\n${answer.text}`).toBe(false);
  });

  it('a person pastes the command', async () => {
    const text = await make();
    for (const command of commandsIn(drawn(callIn(text) ?? text))) {
      const { exitCode, text: said } = await typeOver(sandbox, await shell(command));
      expect(exitCode, `${command}\n${said}`).not.toBe(2);
    }
  });
});

describe('the command line alone', () => {
  it.each([
    [['job'], 'fal-video jobs'],
    [['generate', '--no-such'], 'fal-video --help'],
  ])('%j is followed by `%s`', async (line, command) => {
    const { text } = await typeOver(sandbox, line, { terminal: true });
    expect(commandsIn(text)).toContain(command);
    expect((await typeOver(sandbox, await shell(command))).exitCode).toBe(0);
  });
});
