import { type EvalTask, expectPaidOnce, outputOf, textOf } from '../task.ts';

const OLD = 'fal-ai/bytedance/seedance/v1/lite/image-to-video';
const NEW = 'bytedance/seedance-2.0/mini/image-to-video';

export const retiredModel: EvalTask = {
  name: 'retired-model',
  asks: `Animate hero.png with ${OLD}, 5 seconds, "the hero nods". If that model is gone, take the one that fal names in its place. Up to 2 dollars is fine.`,
  judge: {
    answer: [
      'The answer says that the model that was asked for is retired, and which one was taken in its place.',
    ],
    deeds: ['Exactly one video was made, by the successor that fal names: a Seedance 2.0 model.'],
  },
  config: { ask_above_usd: 2 },
  async script(agent) {
    const task = { image: 'hero.png', prompt: 'the hero nods', duration: 5 };
    const refused = await agent.call('generate_video', { model: OLD, ...task });
    const successor = /bytedance\/seedance-2\.0[\w./-]*\w/.exec(refused.text)?.[0] ?? refused.text;
    const begun = await agent.call('generate_video', { model: successor, ...task });
    const done = await agent.call('get_job', { job_id: textOf(begun, 'job_id') });
    return `${OLD} is retired; ${successor} made ${outputOf(done)}.`;
  },
  check(outcome, expect) {
    expectPaidOnce(outcome, expect, 1);
    const [row] = outcome.ledger;
    expect('the successor made it', row?.endpoint_id === NEW && row.status === 'collected');
    expect('the answer says that the model was another', /seedance-2|2\.0/i.test(outcome.answer));
  },
};
