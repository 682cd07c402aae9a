import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { callOf } from '../next-step.ts';
import { tools } from '../../tools/index.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import { stepDrawer } from './draw-step.ts';

const draw = stepDrawer(ALL_COMMANDS, tools, false);
const simulated = stepDrawer(ALL_COMMANDS, tools, true);
const drawn = (tool: string, input: Record<string, unknown>) => draw(callOf(tool, input, 'goes on.'));

/** The words that a shell makes of a command. */
function wordsOf(step: string): string[] {
  const [, command = ''] = /^`(.*)` goes on\.$/s.exec(step) ?? [];
  const told = execFileSync('sh', ['-c', command.replace('fal-video', String.raw`printf '%s\0'`)], {
    encoding: 'utf8',
  });
  return told.split('\0').slice(0, -1);
}

describe('a next step on the command line', () => {
  it.each([
    ['list_jobs', {}, 'jobs'],
    ['get_job', { job_id: 'job_1', wait_seconds: 45 }, 'job job_1 --wait 45'],
    ['get_job', { job_ids: ['job_1', 'job_2'] }, 'job job_1 job_2'],
    ['run_experiment', { file: 'walk', retry_failed: true }, 'experiment run walk --retry-failed'],
    ['run_experiment', { file: 'walk', retry_failed: false }, 'experiment run walk'],
    ['get_experiment', { experiment: 'walk', wait_seconds: 45 }, 'experiment show walk'],
    ['estimate_cost', { model: 'kling', duration: 5 }, 'estimate kling --duration 5'],
    [
      'estimate_cost',
      { task: 'image-to-video', image: 'plates/a.png' },
      'estimate --task image-to-video --image plates/a.png',
    ],
    [
      'inspect_video',
      { video: 'job_1', show: 'sprites', indices: [0, 72] },
      'inspect job_1 --show sprites --indices 0,72',
    ],
    ['generate_video', { model: 'kling', audio: false }, 'generate kling --no-audio'],
    ['reconcile_costs', { wait_seconds: 5 }, 'reconcile --wait 5'],
  ])('%s %j is typed `fal-video %3$s`', (tool, input, line) => {
    expect(drawn(tool, input)).toBe(`\`fal-video ${line}\` goes on.`);
  });

  it.each(['it\'s a "test" of $HOME, `date`, \\ and *', 'two\nlines', '{"a": [1]}', '日本 é', ''])(
    'carries %j through a shell',
    (prompt) => {
      const args = { cfg_scale: 0.5, prompt };
      expect(wordsOf(drawn('generate_video', { model: 'kling', prompt, args }))).toEqual(
        expect.arrayContaining(['generate', 'kling', prompt, JSON.stringify(args)]),
      );
    },
  );

  it('keeps apart what looks like an option', () => {
    expect(wordsOf(drawn('generate_video', { prompt: '-x', references: ['a.png', '--b'] }))).toEqual([
      'generate',
      '--prompt=-x',
      '--references',
      'a.png',
      '--references=--b',
    ]);
    expect(wordsOf(drawn('record_learning', { experiment: 'walk', learning: '- good' }))).toEqual([
      'learn',
      '--',
      'walk',
      '- good',
    ]);
  });

  it('is over the simulated fal, where that was used', () => {
    expect(simulated(callOf('get_job', { job_id: 'job_1' }, 'or `fal-video ledger`.'))).toBe(
      '`fal-video job job_1 --simulate` or `fal-video ledger --simulate`.',
    );
    expect(
      simulated(callOf('record_learning', { experiment: 'walk', learning: '- good' }, 'keeps it.')),
    ).toBe("`fal-video learn --simulate -- walk '- good'` keeps it.");
    expect(simulated('Run `fal-video auth`, or try `fal-video mcp --simulate`.')).toBe(
      'Run `fal-video auth`, or try `fal-video mcp --simulate`.',
    );
  });

  it('without a tool is its words alone, and names of tools in them stay', () => {
    expect(draw('Look at get_job {"job_id":"x"}.')).toBe('Look at get_job {"job_id":"x"}.');
  });

  it('shows no terminal codes of a value', () => {
    expect(drawn('generate_video', { prompt: 'a\u001b[2Jb' })).toBe(
      '`fal-video generate --prompt ab` goes on.',
    );
  });
});
