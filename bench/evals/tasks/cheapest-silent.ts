import { copyFile } from 'node:fs/promises';
import { type EvalTask, expectNothingSpent, namesUsd } from '../task.ts';

const WISH = {
  image: 'hero.png',
  end_image: 'end.png',
  duration: 5,
  audio: false,
  prompt: 'she turns around',
};

export const cheapestSilent: EvalTask = {
  name: 'cheapest-silent',
  asks:
    'Which model makes a silent 5-second video from a start picture (hero.png) and an end picture (end.png) for the least money, ' +
    'and what would it cost? The prompt would be "she turns around". Only tell me; make nothing.',
  judge: {
    answer: ['The answer names one model and one price in dollars.'],
    deeds: [
      'The model that the answer names is, of all the quotes in the trace for 5 seconds without sound with a start and an end picture, the one with the lowest highest price, and the answer names that price.',
      'More than a handful of models were priced.',
      'No job was started.',
    ],
  },
  before: ({ root }) => copyFile(`${root}/hero.png`, `${root}/end.png`),
  async script(agent) {
    const found = await agent.call('list_models', {
      task: 'first-last-frame',
      duration: 5,
      presets_only: true,
      limit: 50,
    });
    const models = (found.data['models'] as { model: string }[]).map(({ model }) => model);
    const quotes: { model: string; high_usd: number }[] = [];
    for (let at = 0; at < models.length; at += 20) {
      const { data } = await agent.call('estimate_cost', { ...WISH, models: models.slice(at, at + 20) });
      quotes.push(...(data['quotes'] as typeof quotes));
    }
    const [best] = quotes.toSorted((a, b) => a.high_usd - b.high_usd);
    return `${best?.model} is the cheapest, for $${best?.high_usd}.`;
  },
  async check(outcome, expect) {
    const { models, jobs } = await outcome.world.open();
    const candidates = models.list({ end_frame: true, duration: 5, preset: true });
    const prices = new Map<string, number>();
    const planner = jobs.planner();
    for (const { alias, endpoint_id } of candidates) {
      const planned = await planner
        .step({
          model: endpoint_id,
          prompt: WISH.prompt,
          image: WISH.image,
          end_image: WISH.end_image,
          duration: WISH.duration,
          audio: WISH.audio,
        })
        // One that cannot do it is no candidate.
        .catch(() => null);
      const { high = null } = planned?.plan.estimate ?? {};
      if (high !== null) prices.set(alias ?? endpoint_id, high);
    }
    const least = Math.min(...prices.values());
    const cheapest = [...prices].filter(([, price]) => price === least).map(([name]) => name);
    expect('several models can do it', prices.size > 5);
    expect(
      `the answer names ${cheapest.join(' or ')}`,
      cheapest.some((name) => outcome.answer.includes(name)),
    );
    expect('the answer names the price', namesUsd(outcome.answer, least / 1_000_000));
    expectNothingSpent(outcome, expect);
  },
};
