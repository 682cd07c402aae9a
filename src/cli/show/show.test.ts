import { describe, expect, it } from 'vitest';
import { paintFor } from '../paint.ts';
import { type AnswerOf, tools } from '../../../tools/index.ts';
import { callOf } from '../../next-step.ts';
import type { JobAnswer } from '../../server/jobs/job-answer.ts';
import { ALL_COMMANDS } from '../all-commands.ts';
import { stepDrawer } from '../draw-step.ts';
import { showJob } from './job.ts';
import { type LedgerAnswer, showLedger } from './ledger.ts';
import { showInspected } from './inspected.ts';
import { showJobList } from './job-list.ts';
import { showModel } from './model.ts';
import { type ModelList, showModels } from './models.ts';
import { showEstimate } from './quotes.ts';
import { showRefreshed } from './refreshed.ts';
import { fileSize, usd } from './figures.ts';

const page = {
  paint: paintFor({ isTTY: false }, {}),
  width: 100,
  step: stepDrawer(ALL_COMMANDS, tools, false),
};

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
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1_950_000, '1.9 MB'],
    [5_000_000_000_000, '5000.0 GB'],
  ])('%i bytes read %s', (bytes, words) => {
    expect(fileSize(bytes)).toBe(words);
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
  disputed: false,
  verified_usd: null,
  queue_position: null,
  folder: 'f',
  root: '/project',
  error: null,
  created_at: '2026-11-21T10:20:30Z',
  next: { text: 'Done.' },
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

  it('names the contact sheet of a video below its file', () => {
    const outputs = job.outputs.map((output) => ({ ...output, contact_sheet: 'a/output-01-sheet.jpg' }));
    expect(showJob({ ...job, outputs }, page)).toMatch(/^ {2}Contact sheet {2}a\/output-01-sheet\.jpg$/m);
  });

  it('that was never sent cost nothing', () => {
    const shown = showJob({ ...job, status: 'not-sent', billed_usd: 0, outputs: [] }, page);
    expect(shown).toContain('Cost     nothing: it was never sent ($0.30 estimated)');
  });

  it('whose bill is not known says why, and what to do', () => {
    const shown = showJob(
      {
        ...job,
        billed_usd: null,
        billed_note: 'no header',
        next: callOf('get_job', { job_id: 'job_1' }, 'asks.'),
      },
      page,
    );
    expect(shown).toContain('$0.30 estimated, $0.40 reserved (bill unknown: no header)');
    expect(shown).toContain('Next     `fal-video job job_1`');
  });

  it('whose bill is disputed shows both figures, and who can settle it', () => {
    const billed_note = 'billed $2.50, 16.7 x the estimate of $0.15: disputed, and counted at $2.50';
    const far = {
      ...job,
      billed_usd: 2.5,
      billed_note,
      disputed: true,
      next: callOf('reconcile_costs', {}, 'settles it'),
    };
    const shown = showJob(far, page);
    expect(shown).toContain('$2.50 billed, $0.30 estimated\n           billed $2.50, 16.7 x the estimate');
    expect(shown).toContain('Next     `fal-video reconcile` settles it');
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

describe('a ledger', () => {
  const line = {
    job_id: 'job_1',
    timestamp: '2026-11-21T10:20:30Z',
    model: 'ray',
    request_id: 'req-1',
    estimated_usd: 0.15,
    verified_usd: null,
    drift_usd: null,
    experiment: null,
    run_manifest: 'f/run.json',
  };

  it('marks a disputed bill, and says below what it is', () => {
    const row = {
      ...line,
      status: 'collected',
      billed_usd: 2.5,
      bill_note: 'billed $2.50, 16.7 x the estimate of $0.15',
      disputed: true,
    };
    const shown = showLedger(ledgerOf(row), page);
    expect(shown).toContain('$2.50 ?');
    expect(shown).toContain('job_1  billed $2.50, 16.7 x the estimate of $0.15');
  });

  it('says of what was never sent that it was billed nothing, and estimates nothing of it', () => {
    const row = { ...line, status: 'not-sent', billed_usd: 0, bill_note: null };
    const [, shown] = showLedger(ledgerOf(row), page).split('\n');
    expect(shown).toMatch(/^2026-11-21 10:20 +ray +not-sent +- +\$0\.00 +- +job_1$/);
  });

  const ledgerOf = (row: LedgerAnswer['rows'][number]): LedgerAnswer => ({
    summary: 'Runs: 1.',
    totals: {
      runs: 1,
      estimated_usd: 0.15,
      billed_usd: 2.5,
      verified_usd: null,
      drift_usd: null,
      counted_usd: 2.5,
      estimate_unknown: 0,
      bill_unknown: 0,
      verified_unknown: 1,
      disputed: 1,
    },
    groups: null,
    rows: [row],
    next_cursor: null,
    caps: { job_usd: 3, left_today_usd: 22.5, spent_today_usd: 2.5, ask_above_usd: 1 },
    simulated: false,
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

  const after = { left_today_usd: 25, next: callOf('get_job', { job_id: 'job_1' }, 'shows it.') };

  it('of one model shows the range, the rule, and until when the quote is good', () => {
    const shown = showEstimate({ ...quote, ...after }, page);
    expect(shown).toContain('kling  $0.30 to $0.40');
    expect(shown).toContain('q_1  good for one job until 2026-11-21 10:20 UTC');
    expect(shown).toContain("$25.00 of today's cap is left. Nothing was sent.");
    expect(shown.split('\n').at(-1)).toBe(page.step(after.next));
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
        ...after,
      },
      page,
    );
    expect(shown).toMatch(/kling +\$0\.30 to \$0\.40 +6 s/);
    expect(shown).toMatch(/ltx +unknown +its size is not known/);
    expect(shown.replaceAll('\n', ' ')).toContain(
      'Of 5 models for this, 1 have a price, 1 can do it at a price that is not known, 3 cannot do just this.',
    );
    expect(shown).toContain('7 dearer ones are not shown');
    expect(shown).toMatch(/3 {2}such as: veo has no clips of 5 s\. \[INVALID_DURATION\]/);
  });

  it('fits a narrow screen: rules and quotes are whole enough to be read, or not there', () => {
    const model = 'seedance-v1.5-pro-i2v';
    const rule =
      '720p (1280x720), 144 frames: about 129600 tokens × $0.0012 per 1,000 (generate_audio false)';
    const long = { ...quote, model, rule, quote_id: `q_${'x'.repeat(32)}` };
    const narrow = { ...page, width: 80 };
    const several = showEstimate({ quotes: [long, quote], errors: [], ...after }, narrow);
    expect(Math.max(...several.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(several).toContain('(generate_audio false)');
    expect(several).not.toContain('q_x');
    expect(showEstimate({ quotes: [long], errors: [], ...after }, { ...page, width: 160 })).toContain(
      long.quote_id,
    );
    const prices = [{ ...quote, rule, model: 'fal-ai/longcat-video/distilled/image-to-video/480p' }];
    const counts = { priced: 1, unknown: 0, refused: 0, left_out: 0 };
    const task = showEstimate({ prices, counts, refusals: [], ...after }, narrow);
    expect(task.split('\n')[0]).toMatch(/^MODEL +PRICE$/);
  });

  it('of several names those that cannot', () => {
    const errors = [{ model: 'veo', code: 'INVALID_DURATION', message: 'veo makes no 5 seconds.' }];
    const shown = showEstimate({ quotes: [quote], errors, ...after }, page);
    expect(shown).toContain('kling: Sound is off.');
    expect(shown).toContain('veo: veo makes no 5 seconds.');
  });
});

describe('a list of models', () => {
  const picture: ModelList['models'][number] = {
    model: 'flux',
    endpoint_id: 'fal-ai/flux',
    tasks: ['text-to-image'],
    as_of: null,
    seconds: null,
    resolutions: null,
    sound: 'none',
    end_frame: false,
    price: '$0.003 a megapixel',
    price_usd: 0.003,
  };
  const video: typeof picture = {
    ...picture,
    model: 'fal-ai/longcat-video/distilled/image-to-video/480p',
    seconds: '2–64',
    resolutions: ['720p', '4K', 'auto', '480p'],
    sound: 'switch',
    end_frame: true,
    price: '$0.05 to $0.10 a clip by resolution',
    price_usd: 0.1,
  };
  const linesOf = (models: ModelList['models'], width: number) =>
    showModels(
      { summary: 'All.', models, next_cursor: null, next: { text: 'Go on.' } },
      { ...page, width },
    ).split('\n');

  it('has a column only for what one of them has', () => {
    expect(linesOf([picture], 80).slice(0, 2)).toEqual([
      'MODEL   PRICE  RULE',
      'flux   $0.003  $0.003 a megapixel',
    ]);
  });

  it('has all of it where there is room, and first the price where there is none', () => {
    expect(linesOf([picture, video], 140).slice(0, 3)).toEqual([
      `MODEL${' '.repeat(48)}PRICE  SECONDS  RESOLUTION  SOUND    END FRAME  RULE`,
      `flux${' '.repeat(48)}$0.003  -        -           -        -          $0.003 a megapixel`,
      `${video.model}  $0.10   2–64     480p–4K     on, off  yes        $0.05 to $0.10 a clip by resolution`,
    ]);
    expect(linesOf([video], 100)[0]).toMatch(/^MODEL +PRICE  SECONDS  RESOLUTION  SOUND    END FRAME$/);
    expect(linesOf([video], 80)[0]).toMatch(/^MODEL +PRICE  SECONDS  RESOLUTION$/);
  });
});

describe('a list of jobs', () => {
  it('says below the table what went wrong, in whole lines', () => {
    const row = {
      job_id: 'job_1',
      status: 'failed',
      model: 'veo-3.1-lite-t2v',
      task_slug: 'video',
      created_at: '2026-11-21T10:20:30Z',
      estimated_usd: 0.12,
      billed_usd: 0,
      outputs: [],
      next: { text: 'Read the error.' },
      error: 'REFUSED: The model refused the prompt, and said why.',
    };
    const lines = showJobList(
      { summary: 'In all 1.', jobs: [row], next_cursor: null, root: '/project' },
      { ...page, width: 80 },
    );
    expect(lines.split('\n').slice(1, 4)).toEqual([
      expect.stringMatching(/^job_1 +failed +veo-3.1-lite-t2v +2026-11-21 10:20 +\$0.12 +\$0.00 +video$/),
      '',
      '  job_1  REFUSED: The model refused the prompt, and said why.',
    ]);
  });
});

describe('what was seen in a video', () => {
  const seen: AnswerOf<'inspect_video'> = {
    video: 'a/my clip.mp4',
    show: 'overview',
    simulated: false,
    summary: 'A clip.',
    folder: 'a/clip',
    files: ['sheet.jpg'],
    next: { text: 'Look closer.' },
  };

  it('goes on with a command that is whole', () => {
    const next = callOf('inspect_video', { video: 'a/my clip.mp4', show: 'loop' }, 'finds it.');
    expect(showInspected({ ...seen, next }, { ...page, width: 200 })).toContain(
      "`fal-video inspect 'a/my clip.mp4' --show loop` finds it.",
    );
  });
});

describe('a model', () => {
  it('gives an example that can be pasted into a shell', () => {
    const shown = showModel(
      {
        model: 'kling',
        endpoint_id: 'e',
        title: 'Kling',
        family: 'kling',
        price: 'r',
        tasks: ['image-to-video'],
        durations: [5],
        resolutions: null,
        sound: 'none',
        end_frame: true,
        several_shots: false,
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
      'No schema (expansion_failed): a/c',
      'fal does not know a/d',
      expect.stringMatching(/^New at fal, .*new\/19 and 2 more \(--json\)$/),
      'It could not be kept.',
      '3 read from fal.',
    ]);
  });
});
