import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, fenced, inline } from './markdown.ts';
import { promptsDocument } from './prompts-document.ts';
import type { ExperimentPlan, PlannedCell } from '../types.ts';

const cell = (model: string, seed: number): PlannedCell => ({
  cell_id: `cell_${model}_${seed}`,
  axes: { model, prompt: 'p1', picture: 'i1', seed, duration_seconds: 6, repeat: 1 },
  endpoint_id: `fal-ai/${model}`,
  model_alias: model,
  request: { model },
  arguments: { prompt: 'she walks', duration: '6', seed },
  fields: [],
  estimate: { low: 1, expected: 2, high: 3, rule: 'r', source: 's', as_of: 'd' },
  parity: model === 'kling' ? [{ field: 'seed', asked: seed, instead: null, text: 'has no seed' }] : [],
});

const plan = (more: Partial<ExperimentPlan> = {}): ExperimentPlan => ({
  slug: 'walk',
  title: 'Walk',
  goal: null,
  file: 'experiments/walk.json',
  batch: '2026-11-21-040000-walk',
  budget: null,
  simulated: false,
  models: ['kling', 'veo'],
  prompts: [{ id: 'p1', text: 'she walks', sha256: 'a'.repeat(64), variants: { kling: 'she strides' } }],
  pictures: [{ id: 'i1', source: 'hero.png', sha256: 'b'.repeat(64), width: 640, height: 360 }],
  cells: ['kling', 'veo'].flatMap((model) => [cell(model, 1), cell(model, 2)]),
  refused: [],
  cost: { low: 4, expected: 8, high: 12, known: 8 },
  warnings: ['Different sizes'],
  ...more,
});

describe('the prompts of an experiment', () => {
  it('stand word for word, with their variants, their hash, and a section for each model', () => {
    const text = promptsDocument(plan());
    expect(text).toContain('```text\nshe walks\n```');
    expect(text).toContain('```text\nshe strides\n```');
    expect(text).toContain('a'.repeat(64));
    expect(text).toContain('| i1 | `hero.png` | 640 × 360 |');
    const kling = text.slice(text.indexOf('## kling'), text.indexOf('## veo'));
    expect(kling).toContain('`fal-ai/kling`');
    expect(kling).toContain('- has no seed');
    expect(kling).toMatch(/"duration": "6"/);
    expect(kling, 'only what its cells share').not.toMatch(/"seed"/);
    expect(kling).toContain('| `cell_kling_1` | p1 | i1 | 1 | 6 | 1 | waiting | - | - |');
  });

  it('get every request id as it becomes known, and are the same text for the same facts', () => {
    const progress = plan().cells.map(({ cell_id }) => ({
      cell_id,
      status: 'collected' as const,
      request_id: `req-${cell_id}`,
      video: { path: `experiments/fal/${cell_id}.mp4` },
    }));
    const text = promptsDocument(plan(), progress);
    for (const { cell_id } of progress) {
      expect(text).toContain(`| collected | \`req-${cell_id}\` | \`experiments/fal/${cell_id}.mp4\` |`);
    }
    expect(promptsDocument(plan(), progress)).toBe(text);
  });

  it('say what is simulated, and what is not run', () => {
    const error = {
      fault: 'input' as const,
      code: 'X',
      message: 'veo has no clips of 5 s',
      retry_safe: true,
    };
    const [first] = plan().cells;
    const axes = first?.axes ?? cell('veo', 1).axes;
    const text = promptsDocument(plan({ simulated: true, refused: [{ axes, error }] }));
    expect(text).toContain('**Simulated');
    expect(text).toContain('experiments/simulated/fal/');
    expect(text).toMatch(/## Not run\n\n- kling · p1 · i1 · 6: veo has no clips of 5 s/);
  });

  it('stay one document whatever a prompt holds', () => {
    const nasty = '````\n# not a heading\n| a | b |\n```\n<!-- x --> <b>';
    const headings = (text: string) => {
      let fence = '';
      return text.split('\n').filter((line) => {
        const marks = /^`{3,}/.exec(line)?.[0] ?? '';
        if (fence === '' && marks !== '') fence = marks;
        else if (fence !== '' && line === fence) fence = '';
        else if (fence === '') return line.startsWith('#');
        return false;
      });
    };
    const [prompt] = plan().prompts;
    const text = promptsDocument(
      plan({
        title: '# x | <b>',
        prompts: [{ ...prompt, id: 'p1', sha256: '', text: nasty, variants: { kling: nasty } }],
      }),
    );
    expect(headings(text)).toEqual([
      '# Prompts: \\# x &#124; &lt;b&gt;',
      '## Prompts',
      '### p1',
      '## Start pictures',
      '## kling',
      '## veo',
      '## To bear in mind',
    ]);
  });
});

describe('text from outside in Markdown', () => {
  const text = fc.string({
    unit: fc.constantFrom('`', '|', '<', '>', '*', '_', '[', ']', '\n', '\\', '~', 'a', ' ', '&', ';'),
  });

  it('is one line without markup', () => {
    fc.assert(
      fc.property(text, (given) => {
        const line = inline(given);
        expect(line).not.toMatch(/\n|[<>|]/);
        expect(line.replaceAll(/\\./g, '')).not.toMatch(/[`*[\]~]/);
      }),
    );
    expect(inline('generate_audio & co')).toBe('generate_audio & co');
  });

  it('is code or a fence that nothing in it ends', () => {
    fc.assert(
      fc.property(text, (given) => {
        const [, open = '', inner = '', close] = /^(`+)(.*?)(`+)$/s.exec(code(given)) ?? [];
        expect(inner.includes(open) || open !== close).toBe(false);
        expect(code(given)).not.toContain('|');
        const lines = fenced(given).split('\n');
        const fence = lines.at(-1) ?? '';
        expect(lines[0]).toBe(`${fence}text`);
        expect(lines.slice(1, -1).some((line) => line.trim().startsWith(fence))).toBe(false);
      }),
    );
  });
});
