import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, DIALECTS, type UserAnswer } from '../../test/support/mcp-clients.ts';
import { makeSandbox, type Sandbox } from '../../test/support/sandbox.ts';

/** 0.45 USD, above what may be spent unasked. */
const DEAR = { model: 'hailuo-02-standard-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 10 };

const YES: UserAnswer = () => ({ action: 'accept', content: { spend: true } });

describe.each(DIALECTS)('a price above ask_above_usd, with %s', (dialect) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await makeSandbox({ config: { ask_above_usd: 0.3, max_job_usd: 0.5, max_day_usd: 1 } });
  });
  afterAll(() => sandbox.close());
  const accepted = () => sandbox.simulator.books.accepted().length;

  it('is asked for with what it is and what is left, and a yes is worth one job', async () => {
    const questions: string[] = [];
    const client = await connect(dialect, sandbox, (question) => {
      questions.push(question.message);
      return YES(question);
    });
    const { data } = await client.call('generate_video', { ...DEAR, wait_seconds: 40 });
    expect(data).toMatchObject({ status: 'collected', billed_usd: 0.45 });
    expect(questions).toEqual([
      'generate_video with hailuo-02-standard-i2v may cost up to $0.45 (expected $0.45): 10 s × $0.045 (resolution 768P), ' +
        'by https://fal.ai/models/fal-ai/minimax/hailuo-02/standard/image-to-video of 2026-10-04. ' +
        "$1.00 of today's limit is left. Spend it?",
    ]);
    // The handler was entered more than once, or waited in the middle: one POST all the same.
    expect(accepted()).toBe(1);
    await client.close();
  });

  it('is not spent when the question is declined, cancelled, or sent off without the tick', async () => {
    const before = accepted();
    const answers: ReturnType<UserAnswer>[] = [
      { action: 'decline' },
      // What clients without a screen do.
      { action: 'cancel' },
      { action: 'accept', content: { spend: false } },
      { action: 'accept', content: {} },
    ];
    const left = [...answers];
    const client = await connect(dialect, sandbox, () => left.shift() ?? { action: 'decline' });
    for (const { action } of answers) {
      const { text, isError } = await client.call('generate_video', DEAR);
      expect({ action, isError }).toEqual({ action, isError: true });
      expect(text).toMatch(/^NO_CONSENT: .*up to \$0\.45.*declined or could not be shown.*"quote_id":"q_/s);
      // Whoever has to show the price has what it rests on.
      expect(text).toMatch(/expected \$0\.45\): 10 s × \$0\.045 .*, by https:\/\/fal\.ai\/\S+ of 2026-/);
    }
    expect(left).toEqual([]);
    expect(accepted()).toBe(before);
    await client.close();
  });

  it('is not asked for where the client cannot ask, nor where a quote was given', async () => {
    const mute = await connect(dialect, sandbox);
    const { data } = await mute.call('generate_video', DEAR);
    expect(data).toMatchObject({ status: 'quote_needed' });
    expect(data['next']).not.toContain('declined');
    await mute.close();

    let asked = 0;
    const client = await connect(dialect, sandbox, (question) => {
      asked += 1;
      return YES(question);
    });
    const quoted = await client.call('generate_video', { ...DEAR, quote_id: data['quote_id'] });
    expect(quoted.data).toMatchObject({ job_id: expect.any(String), simulated: true });
    expect(asked).toBe(0);

    // Two of 0.45 are spent: a third would pass the cap of the day, and a yes raises no cap.
    const refused = await client.call('generate_video', DEAR);
    expect(refused.text).toMatch(/^BUDGET_EXCEEDED: .*max_day_usd/);
    expect(asked).toBe(0);
    await client.close();
  });
});
