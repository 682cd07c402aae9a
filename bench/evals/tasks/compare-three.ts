import { type EvalTask, expectPaidOnce, textOf } from '../task.ts';

const MODELS = ['seedance-v1.5-pro-i2v', 'kling-v3-pro-i2v', 'hailuo-02-standard-i2v'];

export const compareThree: EvalTask = {
  name: 'compare-three',
  asks:
    'Compare Seedance 1.5 Pro, Kling 3 Pro and Hailuo 02 Standard on hero.png: "the hero waves with one hand; the camera does not move", ' +
    '6 seconds, without sound. Spend at most 2 dollars in all; up to that you need not ask me. Tell me which was the cheapest.',
  judge: {
    answer: ['The answer says which of the three models was the cheapest.'],
    deeds: [
      'Seedance 1.5 Pro, Kling 3 Pro and Hailuo 02 Standard each made exactly one video, in one experiment.',
      'All together was billed at most 2 dollars.',
      'The model that the answer calls the cheapest has the lowest billed cost in the trace.',
    ],
  },
  config: { max_experiment_usd: 2 },
  async script(agent, { write }) {
    await write('experiments/wave.json', {
      task_slug: 'wave',
      prompt: 'the hero waves with one hand; the camera does not move',
      input_image: 'hero.png',
      models: MODELS,
      duration: 6,
      audio: false,
    });
    const plan = await agent.call('plan_experiment', { file: 'experiments/wave.json' });
    if (Number(plan.data['high_usd']) > 2) return 'It would cost more than 2 dollars.';
    const begun = await agent.call('run_experiment', { file: 'wave' });
    const quote = begun.data['quote'] as { quote_id: string } | null;
    if (quote !== null) await agent.call('run_experiment', { file: 'wave', quote_id: quote.quote_id });
    let seen = await agent.call('get_experiment', { experiment: 'wave', wait_seconds: 45 });
    while (textOf(seen, 'status') === 'running') {
      seen = await agent.call('get_experiment', { experiment: 'wave', wait_seconds: 45 });
    }
    const models = seen.data['models'] as { model: string; billed_usd: number }[];
    const [cheapest] = models.toSorted((a, b) => a.billed_usd - b.billed_usd);
    return `The cheapest was ${cheapest?.model}.`;
  },
  async check(outcome, expect) {
    const { books, ledger, answer, read } = outcome;
    expectPaidOnce(outcome, expect, 3);
    expect(
      'the three models each made one',
      MODELS.every((name) => ledger.some((row) => row.model_alias === name)),
    );
    expect(
      'every video is there',
      ledger.every(({ status }) => status === 'collected'),
    );
    expect('it cost at most 2 dollars', books.totalMicros() <= 2_000_000);
    expect(
      'all runs belong to one experiment',
      new Set(ledger.map(({ experiment }) => experiment)).size === 1,
    );
    const [cheapest] = ledger.toSorted((a, b) => (a.billed_cost ?? 9) - (b.billed_cost ?? 9));
    expect('the answer names the cheapest', answer.includes(cheapest?.model_alias?.split('-')[0] ?? 'none'));
    const manifests = await Promise.all(ledger.map(({ run_manifest }) => read(run_manifest)));
    expect(
      'every run has its record',
      manifests.every((text) => text !== null),
    );
  },
};
