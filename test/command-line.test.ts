import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPaths } from '../src/project/project-paths.ts';
import { appendLines, lineOf } from './support/journal-lines.ts';
import { runHere } from './support/run-here.ts';
import { runProgram } from './support/run-program.ts';
import { drawHero } from './support/sandbox.ts';

/** The command line, as far as it takes seconds; `bench/campaigns/cli.test.ts` runs whole jobs with it. */

const HAILUO = 'hailuo-02-standard-i2v';
const TASK = ['--prompt', 'the hero walks', '--duration', '6', '--image'];
const FLUX = ['image', 'flux-schnell', '--prompt', 'a fox', '--simulate', '--json'];

let folder: string;
let root: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'fal-command-line-')));
  root = join(folder, 'project');
  await mkdir(root);
  await drawHero(join(root, 'hero.png'));
  await drawHero(join(folder, 'outside.png'));
  await symlink(join(folder, 'outside.png'), join(root, 'link.png'));
  await writeFile(join(root, 'words.png'), 'these are words');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dataOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, unknown>;

/** The built program, as a user runs it. No key, no home: nothing of the machine that runs the test comes in. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const ran = await runProgram([...args, '--root', root], {
    PATH: process.env['PATH'],
    HOME: folder,
    ...env,
  });
  return { ...ran, data: dataOf(ran) };
}

async function here(args: readonly string[]) {
  const ran = await runHere([...args, '--root', root], folder);
  return { ...ran, data: dataOf(ran) };
}

describe('the built program', () => {
  it('makes a simulated job, and the next command knows it', async () => {
    const made = await run(FLUX);
    expect(made).toMatchObject({ exitCode: 0, stderr: '', data: { status: 'collected', simulated: true } });
    const { job_id, billed_usd } = made.data;
    const { data } = await run(['jobs', '--simulate', '--json']);
    expect(data['jobs']).toMatchObject([{ job_id, status: 'collected', billed_usd }]);
  });

  it('never shows a key that is set, whatever goes wrong', async () => {
    const key = 'my-id:my-secret-1234';
    const line = ['estimate', 'no-such-model', '--prompt', key];
    const { stdout, stderr, exitCode, data } = await run(line, { FAL_KEY: key });
    expect(exitCode).toBe(2);
    expect(stdout + stderr).not.toContain('my-secret-1234');
    expect(data['error']).toMatchObject({ code: 'UNKNOWN_MODEL', fault: 'input', retry_safe: true });
  });
});

it('says that it reads a long history, once', async () => {
  const long = join(folder, 'long');
  const { journal } = projectPaths(long, false);
  const note = { type: 'looked-up', note: 'x'.repeat(1 << 20) } as const;
  await appendLines(journal, ...Array.from({ length: 24 }, () => lineOf('nobody', note)));
  const runs = [
    await runHere(['jobs', '--root', long], folder),
    await runHere(['jobs', '--root', long], folder),
  ];
  expect(runs.map(({ stderr }) => stderr)).toEqual(['Reading the history of this project, 25 MB.\n', '']);
});

let lengthBefore: number;

describe('refused, with exit code 2 and the way to fix it', () => {
  beforeAll(async () => {
    await here(FLUX);
    lengthBefore = await journalLength();
  });

  const refusals: [what: string, args: string[], code: string, says: string][] = [
    [
      'an alias with a slip of the pen',
      ['kling-v3-pro-i2', ...TASK, 'hero.png'],
      'UNKNOWN_MODEL',
      'kling-v3-pro-i2v',
    ],
    ['no picture', [HAILUO, '--prompt', 'x'], '', 'image'],
    ['two pictures', [HAILUO, ...TASK, 'hero.png', '--image', 'link.png'], 'BAD_OPTION', '--image once'],
    ['a file that is not there', [HAILUO, ...TASK, 'gone.png'], 'NO_SUCH_FILE', 'gone.png'],
    ['a file that is no picture', [HAILUO, ...TASK, 'words.png'], '', 'words.png'],
    ['a folder', [HAILUO, ...TASK, '.'], '', '.'],
    ['a file outside the project', [HAILUO, ...TASK, '../outside.png'], 'PATH_OUTSIDE', 'outside.png'],
    ['a link that leads outside', [HAILUO, ...TASK, 'link.png'], 'PATH_OUTSIDE', 'link.png'],
    ['a picture over http', [HAILUO, ...TASK, 'http://example.com/a.png'], 'BAD_INPUT_URL', 'Only https'],
    [
      'a picture on this machine',
      [HAILUO, ...TASK, 'https://127.0.0.1/a.png'],
      'BAD_INPUT_URL',
      'local or private',
    ],
    ['a length below zero', [HAILUO, '--duration', '-6'], 'BAD_OPTION', '-6'],
    ['a broken length', [HAILUO, '--duration', '5.5'], 'BAD_OPTION', '5.5'],
    [
      'a length that the model has not',
      [HAILUO, '--image', 'hero.png', '--prompt', 'x', '--duration', '7'],
      '',
      '6, 10',
    ],
    ['an option that there is not', [HAILUO, '--lenght', '6'], 'BAD_OPTION', '--lenght'],
  ];

  it.each(refusals)('%s', async (_, args, code, says) => {
    const { exitCode, data, stderr } = await here(['generate', ...args, '--simulate', '--json']);
    const error = data['error'] as Record<string, unknown>;
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ fault: 'input', retry_safe: true });
    if (code !== '') expect(error['code']).toBe(code);
    expect(`${String(error['message'])} ${String(error['next'])}`).toContain(says);
    expect(stderr).toContain(error['message']);
  });

  it('a root that is not there', async () => {
    const ran = await runHere(['jobs', '--root', join(folder, 'gone')], folder);
    expect(ran.exitCode).toBe(2);
    expect(dataOf(ran)['error']).toMatchObject({ code: 'NO_PROJECT_ROOT' });
  });
});

describe('what was refused', () => {
  it('has left no trace in the journal', async () => {
    expect(await journalLength()).toBe(lengthBefore);
  });
});

const journalLength = async () =>
  (await readFile(join(root, 'experiments', 'simulated', 'fal', 'journal.jsonl'), 'utf8')).length;

describe('fal-video simulate', () => {
  it.each([
    ['not there', null, /holds no recorded answers: ENOENT/],
    ['no JSON', '{', /holds no recorded answers: /],
    [
      'of another form',
      '{"fal-ai/x":{"result":{"status":"ok"}}}',
      /^These are no recorded answers: "fal-ai\/x"\.result\.status is "ok"; expected number, /,
    ],
    ['about no endpoint of fal', '{"result":{}}', /"result" is no endpoint id/],
  ])('refuses a file of recorded answers that is %s', async (_, text, says) => {
    const path = join(folder, 'no-answers.json');
    await (text === null ? rm(path, { force: true }) : writeFile(path, text));
    const { exitCode, data } = await here(['simulate', '--replay', path, '--json']);
    expect(exitCode).toBe(2);
    expect(data['error']).toMatchObject({
      code: 'INVALID_RECORDINGS',
      message: expect.stringMatching(says) as string,
      next: expect.stringContaining('references/simulator.md') as string,
    });
  });
});
