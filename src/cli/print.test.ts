import { describe, expect, it } from 'vitest';
import { callOf } from '../next-step.ts';
import { inputError, modelError, unknownOutcome } from '../errors.ts';
import { rememberSecret } from '../util/secrets.ts';
import { createPrinter } from './print.ts';

function screens(
  options: {
    stdout?: boolean;
    stderr?: boolean;
    json?: boolean;
    env?: NodeJS.ProcessEnv;
  } = {},
) {
  const said = { stdout: '', stderr: '' };
  const printer = createPrinter({
    stdout: { write: (text) => (said.stdout += text), isTTY: options.stdout ?? false, columns: 40 },
    stderr: { write: (text) => (said.stderr += text), isTTY: options.stderr ?? false, columns: 10 },
    env: options.env ?? {},
    json: options.json ?? false,
  });
  return { said, printer };
}

describe('an answer', () => {
  const answer = (options: Parameters<typeof screens>[0]) => {
    const { said, printer } = screens(options);
    printer.answer({ usd: 0.000001, text: null }, () => printer.paint.green('words'));
    return said.stdout;
  };

  it('is JSON where no terminal is', () => {
    expect(JSON.parse(answer({}))).toEqual({ usd: 0.000001, text: null });
  });

  it('is JSON on a terminal when asked for', () => {
    expect(JSON.parse(answer({ stdout: true, json: true }))).toEqual({ usd: 0.000001, text: null });
  });

  it('has its next steps drawn, wherever they stand', () => {
    const { said, printer } = screens({});
    const next = callOf('list_jobs', {}, 'shows them.');
    printer.answer({ next, jobs: [{ next }] }, () => '');
    expect(JSON.parse(said.stdout)).toEqual({
      next: 'list_jobs shows them.',
      jobs: [{ next: 'list_jobs shows them.' }],
    });
  });

  it('is words for a person, in colour', () => {
    expect(answer({ stdout: true })).toBe('\u001b[32mwords\u001b[39m\n');
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('has no colour with %o', (env) => {
    expect(answer({ stdout: true, env })).toBe('words\n');
  });

  it('keeps its colour with an empty NO_COLOR', () => {
    expect(answer({ stdout: true, env: { NO_COLOR: '' } })).toContain('\u001b[32m');
  });
});

describe('an error', () => {
  it('says what happened, what fal said, whether a retry is safe, and the next step', () => {
    const { said, printer } = screens({ stdout: true });
    printer.error(
      modelError({
        code: 'REFUSED',
        message: 'The model refused.',
        detail: [{ loc: ['prompt'], msg: 'too long', input: 'the whole prompt' }],
        retrySafe: false,
        jobId: 'job_1',
        requestId: 'req-1',
        next: callOf('get_job', { job_id: 'job_1' }, 'looks for it.'),
      }),
    );
    expect(said.stdout).toBe('');
    expect(said.stderr).toBe(
      [
        'Error [REFUSED] The model refused.',
        '  Job:   job_1, request req-1',
        '  fal:   [{"loc":["prompt"],"msg":"too long"}]',
        '  Retry: not safe. The same call again could be paid twice.',
        '  Next:  get_job {"job_id":"job_1"} looks for it.',
        '',
      ].join('\n'),
    );
  });

  it('is also data where a program reads', () => {
    const { said, printer } = screens();
    printer.error(unknownOutcome({ code: 'UNKNOWN', message: 'Lost.', next: 'Look.', jobId: 'job_1' }));
    expect(JSON.parse(said.stdout)).toEqual({
      error: {
        code: 'UNKNOWN',
        message: 'Lost.',
        fault: 'unknown-outcome',
        retry_safe: false,
        next: 'Look.',
        temporary: false,
        job_id: 'job_1',
      },
    });
    expect(said.stderr).toContain('Lost.');
  });

  it('shows neither a key nor terminal codes', () => {
    rememberSecret('abcdef:0123456789');
    const { said, printer } = screens();
    printer.error(
      inputError({ code: 'X', message: 'abcdef:0123456789 \u001b[2Jgone', detail: '0123456789' }),
    );
    const all = said.stdout + said.stderr;
    expect(all).not.toContain('0123456789');
    expect(all).not.toContain('\u001b');
  });
});

describe('drawing', () => {
  it('paints over what it painted before, and cuts what would wrap', () => {
    const { said, printer } = screens({ stderr: true });
    const draw = printer.startDrawing();
    draw(['one', 'a line that is too long']);
    draw(['two', 'b']);
    const [first = '', second = ''] = said.stderr.split('\u001b[?25l').slice(1);
    expect(first).toContain('a line t…\n');
    expect(first).not.toContain('\u001b[2A');
    expect(second).toContain('\u001b[2A');
  });

  it('is not offered where stderr is no terminal, or a dumb one', () => {
    expect(screens({ stderr: true }).printer.live).toBe(true);
    expect(screens({ stderr: false }).printer.live).toBe(false);
    expect(screens({ stderr: true, env: { TERM: 'dumb' } }).printer.live).toBe(false);
  });
});
