import { describe, expect, it } from 'vitest';
import type { Plan, PlanPrice } from '../../jobs/jobs.ts';
import { agreedQuote, askToSpend, howToSpend } from './consent.ts';
import type { AskUser } from '../define-tool.ts';

const TOOL = 'run_experiment';
const ASKED = { tool: TOOL, input: { file: 'walk' } };
const price = (more: Partial<PlanPrice> = {}): PlanPrice => ({
  model: 'kling',
  jobs: 1,
  low: 1_000_000,
  expected: 1_500_000,
  high: 2_000_000,
  reserved: 2_000_000,
  rule: '10 s × $0.20',
  source: 'https://fal.ai/kling',
  as_of: '2026-10-04',
  ...more,
});
const plan = (...prices: PlanPrice[]) =>
  ({
    quote: {
      quote_id: 'q_1',
      prices,
      reserved: prices.reduce((sum, { reserved }) => sum + (reserved ?? 0), 0),
    },
    left: { day: 20_000_000 },
  }) as unknown as Plan;

function user(agrees: boolean, answered: AskUser['answered'] = null) {
  const asked: string[] = [];
  return {
    asked,
    answered,
    ask: ({ question }: { question: string }) => {
      asked.push(question);
      return Promise.resolve(agrees);
    },
  };
}

const QUESTION =
  'generate_video with kling may cost up to $2.00 (expected $1.50): 10 s × $0.20, by https://fal.ai/kling of 2026-10-04. ' +
  "$20.00 of today's limit is left. Spend it?";

describe('consent', () => {
  it('is worth the quote that was asked about, with what the price rests on', async () => {
    const person = user(true);
    expect(await askToSpend({ user: person }, ASKED, 'generate_video', plan(price()))).toBe('q_1');
    expect(person.asked).toEqual([QUESTION]);
  });

  it('for several jobs names each price, and why the sum is more than the rules come to', async () => {
    const person = user(true);
    const dearer = price({ model: 'veo', jobs: 2, high: 4_000_000, reserved: 5_000_000 });
    const more = ['a', 'b', 'c'].map((model) => price({ model }));
    await askToSpend({ user: person }, ASKED, 'The experiment walk', plan(dearer, ...more));
    expect(person.asked[0]).toMatch(
      /^The experiment walk may cost up to \$11\.00 for 5 new jobs: 2 of veo .*, \$5\.00 by what such jobs did cost, each .*; and 1 more prices/,
    );
  });

  it('of a price that is not known says so', async () => {
    const person = user(true);
    const unknown = price({ low: null, expected: null, high: null, reserved: 700_000 });
    await askToSpend({ user: person }, ASKED, TOOL, plan(unknown));
    expect(person.asked[0]).toContain('may cost an amount that is not known: ');
  });

  it('of a guess names no most, alone and among others', async () => {
    const person = user(true);
    const guess = price({ model: 'pika', low: null, expected: 400_000, high: null, reserved: 700_000 });
    await askToSpend({ user: person }, ASKED, TOOL, plan(guess));
    await askToSpend({ user: person }, ASKED, 'The experiment walk', plan(guess, price({ model: 'a' })));
    expect(person.asked[0]).toContain('with pika may cost about $0.40: ');
    expect(person.asked[1]).toMatch(
      /^The experiment walk has no upper bound that is known, and counts as \$\S+ for 2 new jobs: 1 of pika about \$0\.40, each /,
    );
  });

  it('that does not come ends the call, and says what was asked and how it can be', async () => {
    await expect(
      askToSpend({ user: user(false) }, ASKED, 'generate_video', plan(price())),
    ).rejects.toMatchObject({
      code: 'NO_CONSENT',
      message: expect.stringContaining(`"${QUESTION}" The question was declined or could not be shown`),
      next: {
        ...ASKED,
        input: { file: 'walk', quote_id: 'q_1' },
        text: expect.stringContaining('with the consent of the user') as string,
      },
      retrySafe: true,
    });
  });

  it('of a call that is long names only what is to be added to it', async () => {
    const long = { tool: TOOL, input: { prompt: 'x'.repeat(1000) } };
    await expect(askToSpend({ user: user(false) }, long, TOOL, plan(price()))).rejects.toMatchObject({
      next: { text: expect.stringContaining('The same call with quote_id "q_1"') as string },
    });
  });

  it('cannot be asked for where the client has no way to: the price is shown', async () => {
    expect(await askToSpend({}, ASKED, TOOL, plan(price()))).toBeNull();
    expect(agreedQuote({}, ASKED, 'q_9')).toBe('q_9');
    expect(howToSpend(ASKED, 'q_1')).toEqual({
      tool: TOOL,
      input: { file: 'walk', quote_id: 'q_1' },
      text: 'runs it, once the user has seen the price. Nothing was sent.',
    });
  });

  it('given in an earlier round is used, and nothing is asked again', async () => {
    const person = user(false, { quote_id: 'q_0', question: 'Spend it?', agreed: true });
    expect(agreedQuote({ user: person }, ASKED, undefined)).toBe('q_0');
    expect(await askToSpend({ user: person }, ASKED, TOOL, plan(price()))).toBeNull();
    expect(person.asked).toEqual([]);
  });

  it('refused in an earlier round holds', () => {
    const person = user(true, { quote_id: 'q_0', question: 'Spend it?', agreed: false });
    expect(() => agreedQuote({ user: person }, ASKED, 'q_9')).toThrow(
      expect.objectContaining({ code: 'NO_CONSENT' }),
    );
  });
});
