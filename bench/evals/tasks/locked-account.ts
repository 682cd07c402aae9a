import { type EvalTask } from '../task.ts';

export const lockedAccount: EvalTask = {
  name: 'locked-account',
  asks: 'Make a 5-second video of hero.png with kling-v3-pro-i2v, no sound: "the hero bows".',
  judge: {
    answer: [
      'The answer says that the video was not made, because the account at fal is locked or its balance is used up.',
    ],
    deeds: ['The job was tried once or twice, not more often.'],
  },
  fal: { faults: { rules: [{ call: 'submit', kind: '403-locked' }] } },
  async script(agent) {
    const begun = await agent.call('generate_video', {
      model: 'kling-v3-pro-i2v',
      image: 'hero.png',
      prompt: 'the hero bows',
      duration: 5,
      audio: false,
      wait_seconds: 20,
    });
    if (begun.isError) return begun.text;
    const done = await agent.call('get_job', { job_id: begun.data['job_id'] });
    return JSON.stringify(done.data['error']);
  },
  check({ books, answer }, expect) {
    expect('nothing was accepted', books.accepted().length === 0);
    const tries = books.strikes.filter(({ kind }) => kind === '403-locked').length;
    expect(`an agent that is told so tries once or twice (${tries})`, tries >= 1 && tries <= 2);
    expect('the answer says that the balance is the matter', /locked|balance|top up/i.test(answer));
  },
};
