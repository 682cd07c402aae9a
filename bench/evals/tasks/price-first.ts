import { type EvalTask, expectNothingSpent, namesUsd } from '../task.ts';

const WISH = { model: 'veo-3.1-i2v', image: 'hero.png', prompt: 'she looks up', duration: 8, audio: true };

export const priceFirst: EvalTask = {
  name: 'price-first',
  asks: 'I want hero.png animated with Veo 3.1: "she looks up", 8 seconds, with sound. What will it cost? I shall decide then.',
  judge: {
    answer: [
      'The answer names the price in dollars that the estimate shows.',
      'It leaves the decision to the user.',
    ],
    deeds: ['No job was started.'],
  },
  async script(agent) {
    const { data } = await agent.call('estimate_cost', WISH);
    return `It will cost up to $${Number(data['high_usd'])}. Shall I make it?`;
  },
  async check(outcome, expect) {
    expectNothingSpent(outcome, expect);
    const { jobs } = await outcome.world.open();
    const plan = await jobs.plan([
      {
        model: WISH.model,
        prompt: WISH.prompt,
        image: WISH.image,
        duration: WISH.duration,
        audio: WISH.audio,
      },
    ]);
    const usd = (plan.steps[0]?.plan.estimate.high ?? 0) / 1_000_000;
    expect(`the answer names $${usd}`, usd > 0 && namesUsd(outcome.answer, usd));
  },
};
