import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentClient, connect } from './support/mcp-clients.ts';
import { environmentFor, makeSandbox, type Sandbox } from './support/sandbox.ts';

// Counted in o200k_base, whose data come with the package; other models' tokenizers differ by a tenth or so.
const tokens = (value: unknown) => encode(typeof value === 'string' ? value : JSON.stringify(value)).length;

const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };
const WALK = {
  models: ['hailuo-02-standard-i2v', 'seedance-v1.5-pro-i2v'],
  prompts: ['the hero walks in place', 'the hero runs in place'],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
};

describe('of its context an agent gives', () => {
  let sandbox: Sandbox;
  let client: AgentClient;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(join(sandbox.root, 'experiments', 'walk.json'), JSON.stringify(WALK));
    client = await connect('client 2.4, 2026-07-28 protocol', {
      root: sandbox.root,
      env: environmentFor(sandbox.simulator.hosts),
    });
  });
  afterAll(async () => {
    await client.close();
    await sandbox.close();
  });

  it('less than 7,000 tokens to all tools together', async () => {
    expect(tokens(await client.listTools())).toBeLessThan(7000);
  });

  it('less than 2,000 to each answer on the way from a price to a comparison', async () => {
    const sizes: Record<string, number> = {};
    const call = async (tool: string, args: Record<string, unknown> = {}) => {
      const { text, data, isError } = await client.call(tool, args);
      expect(isError, text).toBe(false);
      sizes[tool] = tokens(text);
      return data;
    };
    await call('list_models', { task: 'image-to-video' });
    await call('get_model', { model: TASK.model });
    await call('estimate_cost', TASK);
    const { job_id } = await call('generate_video', TASK);
    await call('get_job', { job_id });
    await call('inspect_video', { video: job_id });
    await call('plan_experiment', { file: 'walk' });
    await call('run_experiment', { file: 'walk' });
    await call('get_experiment', { experiment: 'walk', wait_seconds: 40 });
    await call('read_ledger');
    await call('list_jobs');
    await call('reconcile_costs');
    expect(Object.entries(sizes).filter(([, size]) => size >= 2000)).toEqual([]);
  });
});
