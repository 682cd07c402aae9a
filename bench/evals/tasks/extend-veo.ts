import { request } from '../../../test/support/requests.ts';
import { type EvalTask, expectPaidOnce, outputOf, textOf } from '../task.ts';

export const extendVeo: EvalTask = {
  name: 'extend-veo',
  asks: 'The Veo clip from before is too short. Extend it with Veo 3.1 Fast, without sound: "the hero sits down". Up to 2 dollars is fine.',
  judge: {
    answer: ['The answer says where the longer clip is.'],
    deeds: [
      'Exactly one new job was started, with the extend endpoint of Veo 3.1 Fast, and the clip of the earlier job as its video.',
      'It was collected.',
    ],
  },
  config: { ask_above_usd: 2 },
  async before({ open }) {
    const video = await open();
    const { job_id } = await video.start(
      request({ model: 'veo-3.1-fast-i2v', duration: 8, audio: false, resolution: '720p' }),
    );
    await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
  },
  async script(agent) {
    const { data } = await agent.call('list_jobs');
    const [first] = data['jobs'] as { outputs: string[] }[];
    const begun = await agent.call('generate_video', {
      model: 'veo-3.1-fast-extend',
      video: first?.outputs[0],
      prompt: 'the hero sits down',
      audio: false,
    });
    const done = await agent.call('get_job', { job_id: textOf(begun, 'job_id') });
    return `The longer clip is ${outputOf(done)}.`;
  },
  async check(outcome, expect) {
    expectPaidOnce(outcome, expect, 2);
    const [first, second] = outcome.ledger;
    expect('the second job extended', second?.endpoint_id === 'fal-ai/veo3.1/fast/extend-video');
    expect(
      'both are collected',
      outcome.ledger.every(({ status }) => status === 'collected'),
    );
    const manifest = String(await outcome.read(second?.run_manifest ?? ''));
    expect('it began with the clip of the first', manifest.includes(first?.output_files ?? 'nothing'));
    expect('the answer says where it is', outcome.answer.includes(second?.output_files ?? 'nowhere'));
  },
};
