import { type EvalTask, expectPaidOnce, outputOf, textOf } from '../task.ts';

const TASK = { model: 'kling-v3-pro-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 5 };

export const recoverUnknown: EvalTask = {
  name: 'recover-unknown',
  asks: 'The connection broke just when I started a video of hero.png walking. Did it arrive? Get me the video if you can, and do not pay for another one.',
  judge: {
    answer: ['The answer says that the video had arrived, and where it is.'],
    deeds: ['The job of before was looked for and collected.', 'No second job was started.'],
  },
  async before({ connect, setFaults }) {
    setFaults({ call: 'submit', kind: 'drop-after', times: 1 }, { call: 'history', kind: '500' });
    const agent = await connect();
    await agent.call('generate_video', { ...TASK, wait_seconds: 0 });
    // Its submit is lost for good before the session ends; fal's history answers again later.
    for (;;) {
      const { data } = await agent.call('list_jobs', { state: 'unknown' });
      if ((data['jobs'] as unknown[]).length > 0) break;
    }
    await agent.kill();
    setFaults();
  },
  async script(agent) {
    const { data } = await agent.call('list_jobs');
    const [job] = data['jobs'] as { job_id: string }[];
    let seen = await agent.call('get_job', { job_id: job?.job_id });
    if (textOf(seen, 'status') === 'unknown') {
      await agent.call('reconcile_costs');
      seen = await agent.call('get_job', { job_id: job?.job_id });
    }
    return `It had arrived, and the video is ${outputOf(seen)}.`;
  },
  async check(outcome, expect) {
    expectPaidOnce(outcome, expect, 1);
    const [row] = outcome.ledger;
    expect('the job is collected', row?.status === 'collected');
    const video = row === undefined ? null : await outcome.read(row.output_files);
    expect('its video is in the project', video !== null && video.length > 1000);
    expect('the answer says where', outcome.answer.includes(row?.output_files ?? 'nowhere'));
  },
};
