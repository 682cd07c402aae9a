import { describe, expect, it } from 'vitest';
import { jobAnswer as job } from '../../test/support/job-answer.ts';
import { typeLine } from '../../test/support/type-line.ts';
import {
  accountError,
  budgetError,
  inputError,
  modelError,
  networkError,
  recordError,
  unknownOutcome,
} from '../errors.ts';
import { headlineOf } from '../server/answer/headline.ts';
import { tools } from '../../tools/index.ts';
import { TOOL_COMMANDS } from './tool-commands.ts';

const TOOL_NAME = new RegExp(`\\b(?:${tools.map(({ name }) => name).join('|')})\\b`, 'g');

const throwing = (error: Error) => () => {
  throw error;
};

describe('exit codes', () => {
  it.each([
    { error: inputError({ code: 'X', message: 'x' }), code: 2 },
    { error: budgetError({ code: 'X', message: 'x' }), code: 2 },
    { error: accountError({ code: 'X', message: 'x' }), code: 1 },
    { error: modelError({ code: 'X', message: 'x' }), code: 1 },
    { error: networkError({ code: 'X', message: 'x' }), code: 1 },
    { error: recordError({ code: 'X', message: 'x' }), code: 1 },
    { error: unknownOutcome({ code: 'X', message: 'x' }), code: 3 },
    { error: new TypeError('a defect'), code: 1 },
  ])('$error.fault is $code', async ({ error, code }) => {
    const { exitCode } = await typeLine(['jobs'], { answers: { list_jobs: throwing(error) } });
    expect(exitCode).toBe(code);
  });

  it.each([
    ['collected', 0],
    ['failed', 1],
    ['cancelled', 1],
    ['expired', 1],
    ['not-sent', 1],
    ['unknown', 3],
    ['queued', 3],
    ['running', 3],
    ['completed', 3],
  ])('generate ends %s with %i', async (status, code) => {
    const answers = { generate_video: () => job('queued'), get_job: () => job(status) };
    const { exitCode } = await typeLine(['generate', 'kling', '--prompt', 'x'], { answers });
    expect(exitCode).toBe(code);
  });

  it('one open job outweighs one that failed', async () => {
    const answers = { get_job: () => ({ jobs: [job('failed'), job('running'), job('collected')] }) };
    expect((await typeLine(['job', 'a', 'b', 'c'], { answers })).exitCode).toBe(3);
  });

  it.each([
    [{ cancelled: true, status: 'cancelled' }, 0],
    [{ cancelled: false, status: 'running' }, 3],
    [{ cancelled: false, status: 'collected' }, 1],
  ])('cancel with %o', async (answer, code) => {
    const { exitCode } = await typeLine(['cancel', 'job_1'], {
      answers: { cancel_job: () => ({ ...job(answer.status), ...answer, meaning: '' }) },
    });
    expect(exitCode).toBe(code);
  });

  it('an estimate of which nothing came is refused, one of which something came is done', async () => {
    const errors = [{ model: 'a', code: 'X', message: 'x', next: null }];
    const answer = (quotes: unknown[]) => ({ answers: { estimate_cost: () => ({ quotes, errors }) } });
    expect((await typeLine(['estimate', 'a', 'b'], answer([]))).exitCode).toBe(2);
    expect((await typeLine(['estimate', 'a', 'b'], answer([{}]))).exitCode).toBe(0);
  });

  it('help and version are answers', async () => {
    const help = await typeLine(['--help']);
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toMatch(/Videos and images:\n {2}generate/);
    expect((await typeLine([])).stdout).toBe(help.stdout);
    expect(await typeLine(['--version'])).toMatchObject({ exitCode: 0, stdout: '1.2.3\n' });
  });

  it.each(TOOL_COMMANDS.map(({ name, tool }) => [name, tool] as const))(
    'the help of %s says what %s says of itself, in the words of the command line',
    async (name, toolName) => {
      const tool = tools.find((one) => one.name === toolName);
      const headline = headlineOf(tool ?? { description: '' });
      const { stdout } = await typeLine([...name.split(' '), '--help']);
      const plain = stdout.replaceAll(/`fal-video [a-z -]+`/g, 'TOOL').replaceAll(/\s+/g, ' ');
      expect(plain).toContain(headline.replaceAll(TOOL_NAME, 'TOOL'));
      expect(stdout).not.toMatch(TOOL_NAME);
    },
  );
});
