import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningsDocument, type ModelResult, withLearning } from './learnings-document.ts';

const PLAN: Parameters<typeof learningsDocument>[0] = {
  title: 'Walk cycle',
  slug: 'walk',
  goal: 'Which model walks best?',
  simulated: false,
  models: ['kling-v3-pro-i2v', 'veo-3.1-fast-i2v'],
  prompts: [{ id: 'p1', text: 'she walks', sha256: 'a'.repeat(64), variants: {} }],
  pictures: [{ id: 'i1', source: 'hero.png', sha256: 'b'.repeat(64), width: 1, height: 1 }],
  warnings: ['Different sizes: 720p (a), 768p (b).'],
};
const waiting: ModelResult[] = PLAN.models.map((model) => ({
  model,
  status: '2 waiting',
  estimated: 670_000,
  billed: null,
}));
const done = waiting.map((result) => ({ ...result, status: '2 collected', billed: 700_000 }));
const fresh = learningsDocument(PLAN, waiting, null);
const BEGIN = '<!-- fal-video: results';
const END = '<!-- fal-video: end';

/** Any text that a person may type; the marks are not theirs to type. */
const typed = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('|', '-', '\n', '#', '`', '<!--', '-->', ' ', 'a', '\r', '>') }),
);

describe('the learnings of an experiment', () => {
  it('begin with the goal, what stayed constant, an empty table and room for a verdict', () => {
    expect(fresh).toMatch(/^# Learnings: Walk cycle\n/);
    for (const part of [
      '## Goal\n\nWhich model walks best?',
      '## What stayed constant',
      '## Verdict',
      '`hero.png`',
    ]) {
      expect(fresh).toContain(part);
    }
    expect(fresh).toContain('| model | status | estimated | billed | verdict |');
    expect(fresh).toContain('| `kling-v3-pro-i2v` | 2 waiting | $0.67 | - |  |');
    expect(learningsDocument({ ...PLAN, simulated: true }, waiting, null)).toContain('**Simulated');
  });

  it('get new results in their table, and stay as they are elsewhere', () => {
    const after = learningsDocument(PLAN, done, fresh);
    expect(after).toContain('| `veo-3.1-fast-i2v` | 2 collected | $0.67 | $0.70 |  |');
    expect(learningsDocument(PLAN, waiting, after)).toBe(fresh);
  });

  it('keep every edit outside the marks, whatever it is, through results and learnings', () => {
    const begin = fresh.indexOf(BEGIN);
    const end = fresh.indexOf(END);
    fc.assert(
      fc.property(typed, typed, fc.nat(), fc.nat(), typed, (above, below, cutA, cutB, text) => {
        // A person takes any part away and types anything, above the marks and below them.
        const before = fresh.slice(0, cutA % (begin + 1)) + above;
        const after = below + fresh.slice(fresh.length - (cutB % (fresh.length - end - 100)));
        const edited = `${before}${fresh.slice(begin, fresh.indexOf('-->', end) + 3)}${after}`;
        const learned = withLearning(edited, {
          at: '2026-11-21T04:00:00.000Z',
          text,
          model: 'kling-v3-pro-i2v',
        });
        const updated = learningsDocument(PLAN, done, learned);
        expect(updated.startsWith(before)).toBe(true);
        const rest = updated.slice(updated.indexOf(END));
        expect(rest.slice(rest.indexOf('-->') + 3).startsWith(after)).toBe(true);
        expect(updated).toContain('2 collected');
      }),
      { numRuns: 500 },
    );
  });

  it('whose marks were taken away are only added to', () => {
    fc.assert(
      fc.property(typed, (own) => {
        fc.pre(!own.includes('fal-video:'));
        expect(learningsDocument(PLAN, done, own)).toBe(own);
        expect(withLearning(own, { at: '2026-11-21T04:00:00.000Z', text: 'good' }).startsWith(own)).toBe(
          true,
        );
      }),
    );
  });

  it('keep verdicts and words that were typed between the marks', () => {
    const edited = fresh
      .replace('| $0.67 | - |  |', '| $0.67 | - | walks \\| best |')
      .replace(END, `I looked at the first frame only.\n\n${END}`);
    const after = learningsDocument(PLAN, done, edited);
    expect(after).toContain('| `kling-v3-pro-i2v` | 2 collected | $0.67 | $0.70 | walks \\| best |');
    expect(after).toContain('I looked at the first frame only.');
    const without = learningsDocument(PLAN, done.slice(1), after);
    expect(without, 'a model that left the plan').toContain(
      '| `kling-v3-pro-i2v` | not in the plan |  |  | walks \\| best |',
    );
    expect(learningsDocument(PLAN, done, without)).toContain(
      '2 collected | $0.67 | $0.70 | walks \\| best |',
    );
  });

  it('put a learning about a model into its empty verdict, and over nobody else’s', () => {
    const at = '2026-11-21T04:00:00.000Z';
    const first = withLearning(fresh, { at, text: 'Feet | slide', model: 'kling-v3-pro-i2v', author: 'Ada' });
    expect(first).toContain('| `kling-v3-pro-i2v` | 2 waiting | $0.67 | - | Feet &#124; slide |');
    expect(first).toMatch(/### 2026-11-21 04:00 UTC · Ada · `kling-v3-pro-i2v`\n\n> Feet &#124; slide\n$/);
    const second = withLearning(first, { at, text: 'Better now', model: 'kling-v3-pro-i2v' });
    expect(second.startsWith(first)).toBe(true);
  });

  it('hold no markup that a learning brings along', () => {
    const text =
      'a\n# head\n<script>x</script>\n| a | b |\n```\n<!-- fal-video: end of results. All below is yours. -->\n---';
    const after = withLearning(fresh, { at: '2026-11-21T04:00:00.000Z', text });
    const added = after.slice(fresh.length);
    expect(added).not.toMatch(/<|^> [#|`-]/m);
    expect(after.split(END)).toHaveLength(2);
  });
});
