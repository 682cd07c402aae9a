import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { loadModels } from '../../src/models/index.ts';
import { type AgentClient, connect } from './mcp-clients.ts';
import { makeSandbox } from './sandbox.ts';

/** What an agent's context holds of this server, in tokens. */
export interface ContextCost {
  /** The server's own words, and the names of its tools: all that a client shows that looks tools up when they are needed. */
  instructions: number;
  names: number;
  /** `tools/list`, tool by tool and whole. */
  tools: { name: string; tokens: number }[];
  toolsWhole: number;
  answers: CountedAnswer[];
}

interface CountedAnswer {
  tool: string;
  args: Record<string, unknown>;
  tokens: number;
  /** Shown beside the text, and not counted. */
  pictures: number;
}

type Ask = (tool: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Goes the whole way with the real program over stdio and a simulated fal, and counts what comes back. */
export async function countContext(): Promise<ContextCost> {
  const sandbox = await makeSandbox();
  try {
    await mkdir(join(sandbox.root, 'experiments'));
    await writeFile(join(sandbox.root, 'experiments', 'walk.json'), JSON.stringify(WALK));
    const client = await connect('client 2.4, 2026-07-28 protocol', sandbox);
    try {
      return await countWith(client, sandbox.root);
    } finally {
      await client.close();
    }
  } finally {
    await sandbox.close();
  }
}

async function countWith(client: AgentClient, root: string): Promise<ContextCost> {
  const tools = await client.listTools();
  const answers: CountedAnswer[] = [];
  const ask: Ask = async (tool, args = {}) => {
    const { text, data, images, isError } = await client.call(tool, args);
    if (isError) throw new Error(`${tool}: ${text}`);
    answers.push({ tool, args, tokens: tokensIn(steady(text, root)), pictures: images.length });
    return data;
  };
  await walk(ask);
  return {
    instructions: tokensIn(client.instructions ?? ''),
    names: tokensIn(tools.map(({ name }) => name).join('\n')),
    tools: tools.map((tool) => ({ name: tool.name, tokens: tokensIn(JSON.stringify(tool)) })),
    toolsWhole: tokensIn(JSON.stringify(tools)),
    answers,
  };
}

/** In o200k_base, whose data come with the package; other models' tokenizers differ by a tenth or so. */
export const tokensIn = (text: string) => encode(text).length;

/** What differs from run to run, as something fixed of the same kind. */
const UNSTEADY: readonly (readonly [RegExp, string])[] = [
  [/job_[a-z0-9]{10}/g, 'job_7f3kq2m9xd'],
  [/\bq_[\w-]{40}/g, 'q_aBcDeF0123456789aBcDeF0123456789aBcDeF01'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '2026-11-21T12:34:56.789Z'],
  // A job's folder begins with the time and ends with the job's id.
  [/\d{4}-\d{2}-\d{2}-\d{6}-/g, '2026-11-21-123456-'],
  [/(-v?[\w.-]+?-)[a-z0-9]{10}(?=[/"])/g, '$17f3kq2m9xd'],
  [/-[0-9a-f]{8}(?=")/g, '-0123abcd'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:34567'],
  [/files\/[0-9a-f]{24}_/g, 'files/0123456789abcdef01234567_'],
  [/"image_url":"[^"]*"/g, '"image_url":"http://127.0.0.1:34567/files/0123456789abcdef01234567_hero.png"'],
  [/"request_id":null/g, '"request_id":"0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"'],
  // How far a job or a cell is that was not waited for.
  [/"(planned|submitting|queued|running|completed)"/g, '"queued"'],
  [/"queue_position":\w+/g, '"queue_position":null'],
  [/"cells_by_status":\{[^}]*\}/g, '"cells_by_status":{"queued":2,"waiting":6}'],
  [/\((\d+ [a-z-]+(, )?)+\)/g, '(2 queued, 6 waiting)'],
  // Sizes of files and what was measured may differ between machines.
  [/"bytes":\d+/g, '"bytes":123456'],
  [/:-?\d+\.\d+(?=[,}])/g, ':0.123'],
];

function steady(text: string, root: string): string {
  const placed = text.replaceAll(root, '/home/somebody/project');
  return UNSTEADY.reduce((rest, [pattern, same]) => rest.replace(pattern, same), placed);
}

const TASK = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 6 };
const WALK = {
  models: ['hailuo-02-standard-i2v', 'seedance-v1.5-pro-i2v'],
  prompts: ['the hero walks in place', 'the hero runs in place'],
  image: 'hero.png',
  seeds: [1, 2],
  duration: 6,
};

/** As many as one call takes, all of which can do it. */
const twenty = () =>
  loadModels()
    .list({ task: 'image-to-video', duration: TASK.duration, preset: true })
    .slice(0, 20)
    .map(({ alias }) => alias);

/** From the choice of a model to the verdict of an experiment: every tool, asked as an agent asks it. */
async function walk(ask: Ask): Promise<void> {
  await ask('list_models', { task: 'image-to-video' });
  await ask('get_model', { model: TASK.model });
  await ask('estimate_cost', TASK);
  const { model: _, ...task } = TASK;
  await ask('estimate_cost', { models: twenty(), ...task });
  await ask('estimate_cost', { task: 'image-to-video', ...task });
  await ask('prepare_plate', { picture: 'hero.png' });
  await ask('generate_image', { model: 'flux-schnell', prompt: 'a fox in the snow', wait_seconds: 45 });
  const { job_id } = await ask('generate_video', { ...TASK, wait_seconds: 0 });
  await ask('get_job', { job_id });
  await ask('inspect_video', { video: job_id });
  await ask('cancel_job', { job_id });
  await ask('plan_experiment', { file: 'walk' });
  await ask('run_experiment', { file: 'walk' });
  await ask('get_experiment', { experiment: 'walk', wait_seconds: 45 });
  await ask('record_learning', { experiment: 'walk', learning: 'Hailuo keeps the feet on the ground.' });
  await ask('read_ledger');
  await ask('list_jobs');
  await ask('reconcile_costs');
  await ask('add_model', { endpoint_id: 'moonvalley/marey/i2v' });
}
