import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTool } from '../src/cli/session.ts';
import { readVotes } from '../src/experiments/votes/read-votes.ts';
import { findKey } from '../src/project/key.ts';
import { readConfig } from '../src/project/config.ts';
import { tools } from '../tools/index.ts';
import { hear } from './support/agent.ts';
import { storedOpenApi } from './support/openapi.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';
import { typeLine } from './support/type-line.ts';

const PLAN = { models: ['hailuo-02-standard-i2v'], prompt: 'she walks', image: 'hero.png' };
const CELL = { cell_id: 'c1', model: 'm', prompt: 'p', picture: null, seed: null };
const LYNX = storedOpenApi('lynx').replaceAll('bytedance/lynx', 'newcomer/lynx');

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await makeSandbox();
});
afterEach(() => sandbox.close());

const at = (name: string) => join(sandbox.root, name);
const told = (error: unknown) => (error instanceof Error ? error.message : String(error));
const said = async (tool: string, args: object) =>
  (await hear(findTool(tools, tool), await sandbox.open(), args)).text;

interface Saved {
  file: string;
  text: string;
  /** Reads it as its command does; gives the words of the answer or the error. */
  read: () => Promise<string>;
  /** In the words of a file that was read. */
  good: RegExp;
}

/** Every file that a person writes and something here reads. */
const SAVED: Record<string, Saved> = {
  'the configuration': {
    file: 'fal-video.config.json',
    text: '{"max_job_usd": 2}',
    read: () => readConfig(sandbox.root).then(({ max_job }) => `max ${max_job}`, told),
    good: /^max 2000000$/,
  },
  'an experiment in JSON': {
    file: 'experiments/walk.json',
    text: JSON.stringify(PLAN),
    read: () => said('plan_experiment', { file: 'walk' }),
    good: /"summary":"1 cells/,
  },
  'an experiment in YAML': {
    file: 'experiments/walk.yaml',
    text: `models: [hailuo-02-standard-i2v]\nprompt: she walks\nimage: hero.png\n`,
    read: () => said('plan_experiment', { file: 'experiments/walk.yaml' }),
    good: /"summary":"1 cells/,
  },
  'a prompt': {
    file: 'prompt.txt',
    text: 'she walks',
    read: () =>
      said('plan_experiment', {
        matrix: { models: PLAN.models, image: 'hero.png', task_slug: 'walk', prompt_file: 'prompt.txt' },
      }),
    good: /"text":"she walks"/,
  },
  'a preset': {
    file: 'presets/mine.fal-video.json',
    text: '{"family":"mine","presets":[]}',
    read: () => said('list_models', { text: 'hailuo-02-standard-i2v' }).catch(told),
    good: /hailuo-02-standard-i2v/,
  },
  'a stored schema': {
    file: 'lynx.json',
    text: LYNX,
    read: () => said('add_model', { endpoint_id: 'newcomer/lynx', from: 'lynx.json' }),
    good: /"status":"added"/,
  },
  votes: {
    file: 'votes.json',
    text: JSON.stringify({ version: 1, votes: [], cells: { c1: CELL } }),
    read: () => readVotes(at('votes.json')).then(() => 'votes', told),
    // Whether it is whole is another matter: it was read as JSON.
    good: /^(?!.*(?:not JSON|UTF)).*votes/,
  },
  'the key': {
    file: '.config/fal-video/key',
    text: 'some-id:0123456789abcdef\n',
    read: () => findKey({ HOME: sandbox.root }).then((key) => `key ${key?.value}`, told),
    good: /^key some-id:0123456789abcdef$/,
  },
  'the configuration of an agent': {
    file: '.mcp.json',
    text: '{"mcpServers": {}}',
    read: async () => {
      const { stdout, stderr } = await typeLine(['install', 'claude', '--yes'], { root: sandbox.root });
      return stdout + stderr;
    },
    good: /"change": "added"/,
  },
};

async function save({ file, text }: Saved, encode: (text: string) => Buffer): Promise<string> {
  await mkdir(dirname(at(file)), { recursive: true });
  await rm(at(file), { force: true });
  await writeFile(at(file), encode(text), { mode: 0o600 });
  return at(file);
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const ENCODINGS: Record<string, (text: string) => Buffer> = {
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16, the other way round': (text) => utf16be(`\ufeff${text}`),
  'UTF-16 without its mark': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 without its mark, the other way round': utf16be,
};

describe.each(Object.entries(SAVED))('%s', (_, saved) => {
  it('is read through a byte-order mark', async () => {
    await save(saved, (text) => Buffer.from(text));
    expect(await saved.read()).toMatch(saved.good);
    await save(saved, (text) => Buffer.from(`\ufeff${text}`));
    if (saved.file.startsWith('lynx')) await rm(at('presets'), { recursive: true });
    expect(await saved.read()).toMatch(saved.good);
  });

  it.each(Object.entries(ENCODINGS))('is told when it is %s', async (name, encode) => {
    const path = await save(saved, encode);
    const before = await readFile(path);
    expect([name, await saved.read()]).toEqual([
      name,
      expect.stringContaining('it is saved as UTF-16; save it as UTF-8'),
    ]);
    expect(await readFile(path)).toEqual(before);
  });
});

it('notes with a mark keep it, and notes in UTF-16 are left as they are', async () => {
  const video = await sandbox.open();
  const plan = { ...PLAN, task_slug: 'walk' };
  const record = () =>
    hear(findTool(tools, 'record_learning'), video, { experiment: 'walk', learning: 'it moves' });
  await hear(findTool(tools, 'plan_experiment'), video, { matrix: plan });
  const { data } = await record();
  const notes = at(String(data['document']));
  const text = await readFile(notes, 'utf8');
  await writeFile(notes, `\ufeff${text}`);
  expect((await record()).isError).toBe(false);
  expect((await readFile(notes, 'utf8')).startsWith('\ufeff# Learnings')).toBe(true);
  await writeFile(notes, Buffer.from(`\ufeff${text}`, 'utf16le'));
  expect((await record()).text).toMatch(/^BAD_LEARNINGS: .*UTF-16/);
  expect(await readFile(notes)).toEqual(Buffer.from(`\ufeff${text}`, 'utf16le'));
});
