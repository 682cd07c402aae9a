import { describe, expect, it } from 'vitest';
import { jobAnswer as job } from '../../test/support/job-answer.ts';
import { typeLine } from '../../test/support/type-line.ts';
import { inputError } from '../errors.ts';
import { stepOf } from '../next-step.ts';

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

  it('words of a search need no quotes', async () => {
    const answers = { list_models: () => ({ summary: '', models: [], next_cursor: null, next: '' }) };
    const { calls } = await typeLine(['models', 'kling', '3', 'pro'], { answers });
    expect(calls[0]?.input).toMatchObject({ text: 'kling 3 pro' });
  });

  it('several models are compared, one is asked for alone', async () => {
    const several = await typeLine(['estimate', 'kling', 'veo', '--prompt', 'x']);
    expect(several.calls[0]?.input).toEqual({ models: ['kling', 'veo'], prompt: 'x', detail: 'full' });
  });

  it('a task is compared on every model for a program, on the cheapest for a person', async () => {
    const line = ['estimate', '--task', 'image-to-video', '--image', 'hero.png'];
    const compared = { counts: { priced: 0, unknown: 0, refused: 0, left_out: 0 }, prices: [], refusals: [] };
    const answers = { estimate_cost: () => ({ ...compared, left_today_usd: 25, next: stepOf('Look.') }) };
    const asked = { task: 'image-to-video', image: 'hero.png' };
    const program = await typeLine(line, { answers });
    expect(program.calls[0]?.input).toEqual({ ...asked, limit: 2000 });
    const person = await typeLine(line, { answers, terminal: true });
    expect(person.calls[0]?.input).toEqual(asked);
    expect(person.stdout).toContain('Of 0 models for this, 0 have a price');
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
    { line: ['ledger', 'burn'], says: 'Expected ACTION to be one of verify, repair; got burn.' },
    { line: ['job'], says: 'JOB is missing.', next: '`fal-video jobs` lists them.' },
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
