import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkJournal } from '../src/cli/doctor/project.ts';
import type { Dependencies } from '../src/cli/dependencies.ts';
import { runCli } from '../src/cli/run-cli.ts';
import { findTool } from '../src/cli/session.ts';
import type { FalVideo } from '../src/fal-video.ts';
import type { Job } from '../src/store/job.ts';
import { tools } from '../tools/index.ts';
import { hear } from './support/agent.ts';
import { request } from './support/requests.ts';
import { runToEnd } from './support/run-to-end.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';
import { stdinWith } from './support/type-line.ts';

/** What people and agents see of a journal that has lost something, and how they fix it. */

let sandbox: Sandbox;
let video: FalVideo;
let job: Job;
beforeEach(async () => {
  sandbox = await makeSandbox();
  video = await sandbox.open();
  job = await runToEnd(video);
});
afterEach(() => sandbox.close());

const journal = () => join(sandbox.root, 'experiments/simulated/fal/journal.jsonl');
const lose = () => rm(journal());

/** Types a command at this project: at a terminal with an answer to what is asked, or into a pipe. */
async function type(line: readonly string[], answer?: string) {
  const dependencies = { version: '1', tools, open: () => sandbox.open() } as unknown as Dependencies;
  const terminal = answer !== undefined;
  const said = { exitCode: -1, stdout: '', stderr: '' };
  said.exitCode = await runCli([...line, '--root', sandbox.root], dependencies, {
    stdin: stdinWith(answer ?? '', terminal),
    stdout: { write: (text) => (said.stdout += text), isTTY: terminal, columns: 200 },
    stderr: { write: (text) => (said.stderr += text), isTTY: terminal, columns: 200 },
    env: { NO_COLOR: '1' },
    cwd: sandbox.root,
    signal: new AbortController().signal,
  });
  return said;
}

describe('a journal that has lost something', () => {
  it('is told in one line by everything that reads, to agents and to people', async () => {
    await lose();
    const later = await sandbox.open();
    for (const [name, args] of [
      ['list_jobs', {}],
      ['read_ledger', {}],
      ['estimate_cost', { model: 'kling-v3-pro-i2v', prompt: 'walks', image: 'hero.png' }],
    ] as const) {
      const { data, whole } = await hear(findTool(tools, name), later, args);
      expect(data['warning'], name).toMatch(/lost something of 1 job .*\$0\.67.*ledger --repair/);
      expect(whole.structuredContent).toMatchObject({ warning: data['warning'] });
    }
    expect((await hear(findTool(tools, 'get_job'), later, { job_id: job.job_id })).text).toMatch(
      /^JOURNAL_BEHIND: /,
    );
    for (const line of [
      ['jobs'],
      ['ledger'],
      ['estimate', 'kling-v3-pro-i2v', '--prompt', 'walks', '--image', 'hero.png'],
    ]) {
      expect((await type(line, '')).stdout, line[0]).toMatch(/^The journal has lost something of 1 job/);
      expect(JSON.parse((await type(line)).stdout), line[0]).toHaveProperty('warning');
    }
  });

  it('is told from one that never was', async () => {
    expect(await checkJournal(sandbox.root, false)).toMatchObject({
      verdict: 'ok',
      found: 'empty: no job yet',
    });
    await lose();
    expect(await checkJournal(sandbox.root, true)).toMatchObject({
      verdict: 'fail',
      found: expect.stringMatching(/^gone\. .*1 job/) as string,
      mend: 'Run `fal-video ledger --repair`.',
    });
  });

  it('says nothing of it where all is well', async () => {
    const { data } = await hear(findTool(tools, 'list_jobs'), video, {});
    expect(data).not.toHaveProperty('warning');
    expect(await type(['ledger', '--repair'], '')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing to repair') as string,
    });
  });
});

describe('fal-video ledger --repair', () => {
  it('shows what it would write, asks, and writes nothing without a yes', async () => {
    await lose();
    const { exitCode, stdout, stderr } = await type(['ledger', '--repair'], 'n\n');
    expect(stderr).toMatch(new RegExp(`${job.job_id}.*collected.*\\$0\\.67.*all of it.*run\\.json`));
    expect(stderr).toContain('Write this? [y/N]');
    expect(stdout).toContain('Nothing is written yet');
    expect(exitCode).toBe(2);
    expect(await readFile(journal()).catch(() => null)).toBeNull();
  });

  it('writes it after a yes, and spending goes on', async () => {
    await lose();
    const { exitCode, stdout } = await type(['ledger', 'repair'], 'y\n');
    expect(stdout).toContain('Done: it is written');
    expect(exitCode).toBe(0);
    expect((await runToEnd(await sandbox.open(), { prompt: 'more' })).state).toBe('collected');
  });

  it('takes --yes from a script, and without it gives the plan as data', async () => {
    await lose();
    const planned = await type(['ledger', '--repair']);
    expect(planned.exitCode).toBe(2);
    expect(JSON.parse(planned.stdout)).toMatchObject({
      repaired: false,
      jobs: [{ job_id: job.job_id, status: 'collected', counts_usd: 0.672, was_missing: true }],
      refused: [],
    });
    const done = await type(['ledger', '--repair', '--yes']);
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ repaired: true, missing: null });
  });

  it('is named by --verify where a damaged line hides a bill, which then stays unseen', async () => {
    const text = await readFile(journal(), 'utf8');
    await writeFile(journal(), text.replace('"type":"collected"', '"type":"colLected"'));
    const verified = await type(['ledger', '--verify'], '');
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toMatch(/ledger --repair[^]*1 damaged:/);
    expect(verified.stdout).not.toContain('The damage is noted');
    const later = await sandbox.open();
    await expect(later.start(request())).rejects.toMatchObject({ code: 'JOURNAL_BEHIND' });
    expect((await type(['ledger', '--repair', '--yes'])).exitCode).toBe(0);
    expect((await type(['ledger', '--verify'], '')).stdout).toMatch(/seen before[^]*damage is noted/);
  });

  it('is no tool: no agent can call it', () => {
    expect(JSON.stringify(tools.map(({ name, input }) => [name, Object.keys(input.shape)]))).not.toMatch(
      /repair/,
    );
  });
});
