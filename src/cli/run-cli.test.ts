import { describe, expect, it } from 'vitest';
import { jobDouble, typeLine } from '../../test/support/type-line.ts';
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
import { inCommands } from './show/in-commands.ts';
import { TOOL_COMMANDS } from './tool-commands.ts';

const job = (status: string) => ({
  job_id: 'job_1',
  request_id: 'req-1',
  model: 'kling',
  endpoint_id: 'fal-ai/kling',
  status,
  simulated: false,
  arguments: {},
  estimated_usd: 0.3,
  reserved_usd: 0.3,
  billed_usd: null,
  billed_note: null,
  queue_position: null,
  outputs: [],
  folder: 'f',
  error: null,
  created_at: '2026-11-21T00:00:00Z',
  next: '',
});
const throwing = (error: Error) => () => {
  throw error;
};

describe('a command line becomes the call of a tool', () => {
  it('the model is the first argument, and options carry the names of the parameters', async () => {
    const line = ['generate', 'kling', '--prompt', 'walks', '--end-image', 'b.png', '--image', 'a.png'];
    const { calls } = await typeLine([...line, '--duration', '5'], {
      answers: { generate_video: () => job('queued'), get_job: () => job('collected') },
    });
    expect(calls[0]).toEqual({
      tool: 'generate_video',
      input: {
        model: 'kling',
        prompt: 'walks',
        image: 'a.png',
        end_image: 'b.png',
        duration: 5,
        wait_seconds: 0,
      },
    });
  });

  it('image makes images with the same words, and generate takes videos and several references', async () => {
    const answers = {
      generate_image: () => job('queued'),
      generate_video: () => job('queued'),
      get_job: () => job('collected'),
    };
    const image = await typeLine(
      ['image', 'flux', '--prompt', 'a fox', '--size', '1280x720', '--count', '2', '--references', 'a.png'],
      { answers },
    );
    expect(image.calls.map(({ tool }) => tool)).toEqual(['generate_image', 'get_job']);
    expect(image.calls[0]?.input).toEqual({
      model: 'flux',
      prompt: 'a fox',
      size: '1280x720',
      count: 2,
      references: ['a.png'],
      wait_seconds: 0,
    });
    const line = [
      'generate',
      'kling',
      '--references',
      'a.png',
      'b.png',
      '--video',
      'v.mp4',
      '--sound',
      's.mp3',
    ];
    expect((await typeLine(line, { answers })).calls[0]?.input).toEqual({
      model: 'kling',
      references: ['a.png', 'b.png'],
      video: 'v.mp4',
      sound: 's.mp3',
      wait_seconds: 0,
    });
  });

  it('a price of images that needs consent is shown, nothing is sent, and the exit code is 2', async () => {
    const quote = {
      status: 'quote_needed',
      quote_id: 'q_1',
      model: 'flux',
      next: 'the same generate_image call',
    };
    const asked = await typeLine(['image', 'flux'], { answers: { generate_image: () => quote } });
    expect(asked.exitCode).toBe(2);
    expect(asked.calls).toHaveLength(1);
  });

  it('false, 0 and an empty text arrive as they were typed', async () => {
    const { calls } = await typeLine(['estimate', 'kling', '--seed', '0', '--no-audio', '--prompt', '']);
    expect(calls[0]?.input).toEqual({ model: 'kling', seed: 0, audio: false, prompt: '' });
  });

  it('what was not typed is not there', async () => {
    const { calls } = await typeLine(['estimate', 'kling']);
    expect(calls[0]?.input).toEqual({ model: 'kling' });
  });

  it('--args is read as JSON', async () => {
    const { calls } = await typeLine(['estimate', 'kling', '--args', '{"cfg_scale":0.5,"on":false}']);
    expect(calls[0]?.input['args']).toEqual({ cfg_scale: 0.5, on: false });
  });

  it('several models are compared, one is asked for alone', async () => {
    const several = await typeLine(['estimate', 'kling', 'veo', '--prompt', 'x']);
    expect(several.calls[0]?.input).toEqual({ models: ['kling', 'veo'], prompt: 'x', detail: 'full' });
  });

  it('a task is compared on every model for a program, on the cheapest for a person', async () => {
    const line = ['estimate', '--task', 'image-to-video', '--image', 'hero.png'];
    const compared = { counts: { priced: 0, unknown: 0, refused: 0, left_out: 0 }, prices: [], refusals: [] };
    const answers = { estimate_cost: () => ({ ...compared, left_today_usd: 25 }) };
    const asked = { task: 'image-to-video', image: 'hero.png' };
    const program = await typeLine(line, { answers });
    expect(program.calls[0]?.input).toEqual({ ...asked, limit: 2000 });
    const person = await typeLine(line, { answers, terminal: true });
    expect(person.calls[0]?.input).toEqual(asked);
    expect(person.stdout).toContain(
      '0 have a price, 0 can do it at an unknown price, 0 cannot do just this.',
    );
  });

  it('words of a search are one argument', async () => {
    const { calls } = await typeLine(['models', 'kling', '--max-price-usd', '0.5']);
    expect(calls[0]?.input).toMatchObject({ text: 'kling', max_price_usd: 0.5 });
  });

  it('global options may stand before or after the command', async () => {
    for (const line of [
      ['--root', '/tmp', 'jobs'],
      ['jobs', '--root', '/tmp'],
    ]) {
      const { opened } = await typeLine(line);
      expect(opened[0]?.root).toBe('/tmp');
    }
  });

  it('the project is closed when the tool fails', async () => {
    const { closed } = await typeLine(['jobs'], {
      answers: { list_jobs: throwing(inputError({ code: 'X', message: 'x' })) },
    });
    expect(closed).toBe(1);
  });
});

describe('what cannot be read is refused with exit code 2, before any tool is called', () => {
  it.each([
    { line: ['genrate'], says: "Unknown command 'genrate'", next: 'Did you mean generate?' },
    { line: ['estimate', '--promt', 'x'], says: "Unknown option '--promt'", next: 'Did you mean --prompt?' },
    { line: ['model'], says: "Missing required argument 'MODEL'" },
    { line: ['cancel', 'job_1', 'job_2'], says: 'Too many arguments' },
    {
      line: ['estimate', 'm', '--duration', 'long'],
      says: 'Expected --duration to be a whole number from 1 to 60; got long.',
    },
    {
      line: ['estimate', 'm', '--duration', '-5'],
      says: 'Expected --duration to be a whole number from 1 to 60; got -5.',
    },
    {
      line: ['estimate', 'm', '--duration', '2.5'],
      says: 'Expected --duration to be a whole number from 1 to 60; got 2.5.',
    },
    { line: ['estimate', 'm', '--duration', ''], says: 'Expected --duration to be a whole number' },
    {
      line: ['models', '--max-price-usd', 'NaN'],
      says: 'Expected --max-price-usd to be a number from 0 to 1000; got NaN.',
    },
    { line: ['estimate', 'm', '--args', '[1]'], says: 'Expected --args to be a JSON object' },
    { line: ['estimate', 'm', '--args', '{"a":'], says: 'Expected --args to be a JSON object' },
    {
      line: ['jobs', '--state', 'lost'],
      says: 'Expected --state to be one of recent, in_flight, uncollected, unknown; got lost.',
    },
    { line: ['generate', 'm', '--wait', '-1'], says: 'Expected --wait to be a number, at least 0; got -1.' },
    { line: ['generate', 'm', '--batch', 'a/b'], says: 'Expected --batch to be valid' },
    {
      line: ['estimate', 'm', '--image', 'a', '--image', 'b'],
      says: 'Expected --image once; got it twice, with a and b.',
    },
    {
      line: ['jobs', '--transport', 'pigeon'],
      says: 'Expected --transport to be http or fal-client; got pigeon.',
    },
    { line: ['ledger', 'burn'], says: 'Expected ACTION to be one of verify; got burn.' },
    { line: ['models', 'kling', 'veo'], says: 'Expected one TEXT; got kling veo.' },
    { line: ['job'], says: 'JOB is missing.', next: 'fal-video jobs lists them.' },
    { line: ['job', 'a', 'b', '--never-arrived'], says: 'are about one JOB' },
    { line: ['job', 'a', '--never-arrived', '--request-id', 'r'], says: 'contradict each other' },
  ])('$line', async ({ line, says, next }) => {
    const { exitCode, stdout, calls } = await typeLine(line);
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code: 'BAD_OPTION', fault: 'input', retry_safe: true });
    expect(error['message']).toContain(says);
    if (next !== undefined) expect(error['next']).toBe(next);
    expect(calls).toEqual([]);
  });
});

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
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(inCommands(headline));
      expect(stdout).not.toMatch(new RegExp(`\\b(${tools.map((one) => one.name).join('|')})\\b`));
    },
  );
});

describe('generate', () => {
  it('waits till the end, then gives the job as get_job sees it', async () => {
    let waited: unknown;
    const { stdout, calls } = await typeLine(['generate', 'kling'], {
      answers: { generate_video: () => job('queued'), get_job: () => job('collected') },
      jobs: {
        wait: (ids, options) => {
          waited = { ids, ms: options.ms, until: options.until };
          return Promise.resolve([jobDouble('job_1', 'collected')]);
        },
      },
    });
    expect(waited).toEqual({ ids: ['job_1'], ms: 2 ** 31 - 1, until: 'end' });
    expect(calls.map(({ tool }) => tool)).toEqual(['generate_video', 'get_job']);
    expect(JSON.parse(stdout)).toEqual(job('collected'));
  });

  it('--wait 0 only waits until fal has the job', async () => {
    const states = ['planned', 'submitting', 'queued'] as const;
    let looks = 0;
    const { exitCode } = await typeLine(['generate', 'kling', '--wait', '0'], {
      answers: { generate_video: () => job('planned'), get_job: () => job('queued') },
      jobs: { wait: () => Promise.resolve([jobDouble('job_1', states[looks++] ?? 'running')]) },
    });
    expect(looks).toBe(3);
    expect(exitCode).toBe(3);
  });

  it('a price that needs consent is shown, nothing is sent, and the exit code is 2', async () => {
    const quote = { status: 'quote_needed', quote_id: 'q_1', model: 'kling', next: 'generate_video again' };
    const { exitCode, stdout, calls } = await typeLine(['generate', 'kling'], {
      answers: { generate_video: () => quote },
    });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual(quote);
    expect(calls).toHaveLength(1);
  });

  const quote = {
    status: 'quote_needed',
    quote_id: 'q_1',
    model: 'kling',
    endpoint_id: 'e',
    arguments: {},
    notes: [],
    low_usd: 2,
    expected_usd: 2,
    high_usd: 2,
    rule: 'r',
    source: 's',
    as_of: 'd',
    history: null,
    expires_at: '',
    next: '',
  };
  const consent = (stdin: string) =>
    typeLine(['generate', 'kling'], {
      terminal: true,
      stdin,
      answers: {
        generate_video: ({ quote_id }) => (quote_id === undefined ? quote : job('queued')),
        get_job: () => job('collected'),
      },
    });

  it('a person at a terminal may say yes to the price', async () => {
    const { exitCode, calls, stderr } = await consent('y\n');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('kling costs $2.00 for this (r). Make it? [y/N]');
    expect(calls[1]?.input['quote_id']).toBe('q_1');
  });

  it('anything but yes is a no', async () => {
    const { exitCode, calls } = await consent('\n');
    expect(exitCode).toBe(2);
    expect(calls).toHaveLength(1);
  });

  it('whoever leaves while it runs learns that it goes on, and how to come back', async () => {
    const leaving = new AbortController();
    const { exitCode, stderr, calls } = await typeLine(['generate', 'kling'], {
      signal: leaving.signal,
      answers: { generate_video: () => job('queued'), get_job: () => job('running') },
      jobs: {
        wait: () => {
          leaving.abort();
          return Promise.resolve([jobDouble('job_1', 'running')]);
        },
      },
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('job_1 goes on at fal. Come back with: fal-video job job_1 --wait 600');
    expect(calls.at(-1)?.tool).toBe('get_job');
  });
});

describe('job', () => {
  it("takes the user's word on an unknown job", async () => {
    const words: unknown[] = [];
    const options = {
      answers: { get_job: () => job('queued') },
      jobs: {
        resolveUnknown: (...word: unknown[]) => {
          words.push(word);
          return Promise.resolve(jobDouble('job_1', 'queued'));
        },
      },
    };
    await typeLine(['job', 'job_1', '--request-id', 'req-7'], options);
    await typeLine(['job', 'job_1', '--never-arrived'], options);
    expect(words).toEqual([
      ['job_1', { request_id: 'req-7' }],
      ['job_1', 'never-arrived'],
    ]);
  });

  it('one job is asked for by itself, several as a list', async () => {
    const one = await typeLine(['job', 'job_1'], { answers: { get_job: () => job('collected') } });
    expect(one.calls[0]?.input).toMatchObject({ job_id: 'job_1', wait_seconds: 0 });
    const two = await typeLine(['job', 'job_1', 'job_2'], { answers: { get_job: () => ({ jobs: [] }) } });
    expect(two.calls[0]?.input).toMatchObject({ job_ids: ['job_1', 'job_2'] });
  });
});
