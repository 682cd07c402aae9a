import { setTimeout as delay } from 'node:timers/promises';
import { type EvalTask, expectPaidOnce, textOf } from '../task.ts';

const PLAN = {
  task_slug: 'walk',
  models: ['kling-v3-pro-i2v', 'seedance-pro-i2v'],
  prompts: ['the hero walks in place', 'the hero turns around'],
  image: 'hero.png',
  duration: 5,
};

export const resumeKilled: EvalTask = {
  name: 'resume-killed',
  asks: 'My computer crashed while the experiment experiments/walk.json was running. Finish it, but pay for nothing twice. I agreed to the price of all of it before.',
  judge: {
    answer: ['The answer says that all four videos are there.'],
    deeds: [
      'The experiment was taken up again by running it by its file.',
      'No cell that was made before was made or paid again.',
    ],
  },
  fal: { pace: { queueMs: 50, workMs: 1_000 }, accountLimit: 2 },
  config: { ask_above_usd: 10 },
  async before({ connect, write, simulator }) {
    await write('experiments/walk.json', PLAN);
    const agent = await connect();
    await agent.call('run_experiment', { file: 'walk' });
    while (simulator.books.accepted().length < 2) await delay(20);
    await agent.kill();
  },
  async script(agent) {
    await agent.call('get_experiment', { experiment: 'walk' });
    await agent.call('run_experiment', { file: 'experiments/walk.json' });
    let seen = await agent.call('get_experiment', { experiment: 'walk', wait_seconds: 45 });
    while (textOf(seen, 'status') === 'running') {
      seen = await agent.call('get_experiment', { experiment: 'walk', wait_seconds: 45 });
    }
    return textOf(seen, 'summary');
  },
  check(outcome, expect) {
    expectPaidOnce(outcome, expect, 4);
    const { ledger } = outcome;
    expect('four videos are there', ledger.filter(({ status }) => status === 'collected').length === 4);
    expect('each cell has one run', new Set(ledger.map(({ cell }) => cell)).size === 4);
  },
};
