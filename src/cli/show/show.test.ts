import { describe, expect, it } from 'vitest';
import { paintFor } from '../paint.ts';
import { inCommands } from './in-commands.ts';
import { type JobAnswer, showJob } from './job.ts';
import { showModel } from './model.ts';
import { showEstimate } from './quotes.ts';
import { showRefreshed } from './refreshed.ts';
import { fileSize, span, usd } from './words.ts';

const page = { paint: paintFor({ isTTY: false }, {}), width: 100, step: inCommands };

describe('words', () => {
  it.each([
    [0.27, '$0.27'],
    [0, '$0.00'],
    [-0.000001, '-$0.000001'],
    [null, 'unknown'],
  ])('%s dollars read %s', (value, words) => {
    expect(usd(value)).toBe(words);
  });

  it.each([
    [[4, 5, 6], '4-6'],
    [[6, 10], '6, 10'],
    [[5], '5'],
    [null, 'any'],
  ])('seconds %o read %s', (values, words) => {
    expect(span(values)).toBe(words);
  });

  it.each([
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1_950_000, '1.9 MB'],
    [5_000_000_000_000, '5000.0 GB'],
  ])('%i bytes read %s', (bytes, words) => {
    expect(fileSize(bytes)).toBe(words);
  });

  it.each([
    ['get_job {"job_id":"job_1","wait_seconds":45} waits', '`fal-video job job_1 --wait 600` waits'],
    ['Call list_jobs (or `fal-video jobs`) to see', 'Call `fal-video jobs` to see'],
    ['the quote_id of estimate_cost.', 'the quote_id of `fal-video estimate`.'],
    ['forget_job_now', 'forget_job_now'],
  ])('an agent reads "%s", a person "%s"', (tool, command) => {
    expect(inCommands(tool)).toBe(command);
  });
});

const job: JobAnswer = {
  job_id: 'job_1',
  request_id: 'req-1',
  model: 'kling',
  endpoint_id: 'e',
  status: 'collected',
  simulated: true,
  arguments: {},
  estimated_usd: 0.3,
  reserved_usd: 0.4,
  billed_usd: 0.31,
  billed_note: null,
  verified_usd: null,
  queue_position: null,
  folder: 'f',
  error: null,
  created_at: '2026-11-21T10:20:30Z',
  next: 'Done.',
  outputs: [{ path: 'a/output-01.mp4', content_type: 'video/mp4', bytes: 2_000_000 }],
};

describe('a job', () => {
  it('that is done shows its file and its bill, and no next step', () => {
    expect(showJob(job, page)).toBe(
      [
        'job_1  collected  kling  simulated, costs nothing',
        '  File     a/output-01.mp4',
        '           2.0 MB',
        '  Cost     $0.31 billed, $0.30 estimated',
        '  Request  req-1',
        '  Begun    2026-11-21 10:20 UTC',
      ].join('\n'),
    );
  });

  it('whose bill is not known says why, and what to do', () => {
    const shown = showJob(
      { ...job, billed_usd: null, billed_note: 'no header', next: 'get_job {"job_id":"job_1"}' },
      page,
    );
    expect(shown).toContain('$0.30 estimated, $0.40 reserved (bill unknown: no header)');
    expect(shown).toContain('Next     `fal-video job job_1`');
  });

  it('that failed shows the reason with its code', () => {
    const failed = {
      ...job,
      status: 'failed',
      outputs: [],
      error: { code: 'REFUSED', message: 'Too dark.' },
    };
    expect(showJob(failed, page)).toContain('Error    Too dark. [REFUSED]');
  });
});

describe('an estimate', () => {
  const quote = {
    model: 'kling',
    endpoint_id: 'e',
    arguments: { prompt: 'x' },
    notes: ['Sound is off.'],
    low_usd: 0.3,
    expected_usd: 0.3,
    high_usd: 0.4,
    rule: '6 s × $0.05',
    source: 'fal.ai',
    history: null,
    as_of: '2026-10-02',
    quote_id: 'q_1',
    expires_at: '2026-11-21T10:20:30Z',
  };

  it('of one model shows the range, the rule, and until when the quote is good', () => {
    const shown = showEstimate({ ...quote, left_today_usd: 25 }, page);
    expect(shown).toContain('kling  $0.30 to $0.40');
    expect(shown).toContain('q_1  good for one job until 2026-11-21 10:20 UTC');
    expect(shown).toContain("$25.00 of today's cap is left. Nothing was sent.");
  });

  it('of a task is a table, with the unknown prices, the refusals and what is not shown', () => {
    const price = { low_usd: 0.3, expected_usd: 0.3, high_usd: 0.4, rule: '6 s × $0.05' };
    const unknown = { low_usd: null, expected_usd: null, high_usd: null, rule: 'its size is not known' };
    const shown = showEstimate(
      {
        prices: [
          { model: 'kling', ...price },
          { model: 'ltx', ...unknown },
        ],
        counts: { priced: 1, unknown: 1, refused: 3, left_out: 7 },
        refusals: [{ code: 'INVALID_DURATION', models: 3, such_as: 'veo has no clips of 5 s.' }],
        left_today_usd: 25,
      },
      page,
    );
    expect(shown).toMatch(/kling +\$0\.30 to \$0\.40 +6 s/);
    expect(shown).toMatch(/ltx +unknown +its size is not known/);
    expect(shown).toContain('1 have a price, 1 can do it at an unknown price, 3 cannot do just this.');
    expect(shown).toContain('7 dearer ones are not shown');
    expect(shown).toContain('3 x INVALID_DURATION, such as: veo has no clips of 5 s.');
  });

  it('of several names those that cannot', () => {
    const errors = [{ model: 'veo', message: 'veo makes no 5 seconds.' }];
    const shown = showEstimate({ quotes: [quote], errors, left_today_usd: 25 }, page);
    expect(shown).toContain('kling: Sound is off.');
    expect(shown).toContain('veo: veo makes no 5 seconds.');
  });
});

describe('a model', () => {
  it('gives an example that can be pasted into a shell', () => {
    const shown = showModel(
      {
        model: 'kling',
        endpoint_id: 'e',
        title: 'Kling',
        tasks: ['image-to-video'],
        durations: [5],
        resolutions: null,
        audio: false,
        end_frame: true,
        price: '',
        default_run_usd: null,
        notes: [],
        price_rule: { rule: 'r', source: 's', as_of: 'd', confidence: 'high' },
        arguments: [{ name: 'cfg_scale', type: 'number', required: false, default: 0 }],
        preset_defaults: {},
        example: { model: 'kling', prompt: "it's a walk", image: 'a/b.png', duration: 5 },
      },
      page,
    );
    expect(shown).toContain(
      String.raw`fal-video generate kling --prompt 'it'\''s a walk' --image a/b.png --duration 5`,
    );
    expect(shown).toMatch(/cfg_scale +number +0/);
    expect(shown).toContain('unknown for a run');
  });
});

describe('schemas that were read anew', () => {
  it('show what changed, what failed, and what is new at fal, shortened', () => {
    const shown = showRefreshed(
      {
        summary: '3 read from fal.',
        changed: [{ endpoint_id: 'a/b', changes: ['camera is new'] }],
        unchanged: 2,
        failed: [{ endpoint_id: 'a/c', problem: 'expansion_failed' }],
        missing: ['a/d'],
        unheard: Array.from({ length: 22 }, (_, index) => `new/${index}`),
        cache_problem: 'It could not be kept.',
      },
      page,
    );
    expect(shown.split('\n')).toEqual([
      'a/b',
      '  camera is new',
      'a/c  no schema: expansion_failed',
      'a/d  fal does not know it',
      expect.stringMatching(/^New at fal, .*new\/19 and 2 more \(--json\)$/),
      'It could not be kept.',
      '3 read from fal.',
    ]);
  });
});
