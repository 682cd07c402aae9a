import { setTimeout as delay } from 'node:timers/promises';
import { request } from '../../../test/support/requests.ts';
import { type EvalTask, textOf } from '../task.ts';

export const cancelQueued: EvalTask = {
  name: 'cancel-queued',
  asks: 'I started a video of the hero dancing a moment ago and changed my mind. Stop it, and tell me whether it costs me anything.',
  judge: {
    answer: [
      'The answer says that the video was stopped before it was made.',
      'The answer says that it costs nothing.',
    ],
    deeds: ['The job that was waiting in the queue was cancelled.', 'No new job was started.'],
  },
  fal: { accountLimit: 1, pace: { queueMs: 600_000, workMs: 10 } },
  async before({ open }) {
    const video = await open();
    const { job_id } = await video.start(request({ prompt: 'the hero dances' }));
    while ((await video.jobs.get(job_id)).handle === null) await delay(20);
    await video.close();
  },
  async script(agent) {
    const { data } = await agent.call('list_jobs', { state: 'in_flight' });
    const [job] = data['jobs'] as { job_id: string }[];
    const stopped = await agent.call('cancel_job', { job_id: job?.job_id });
    return `${textOf(stopped, 'meaning')} It is ${textOf(stopped, 'status')}, for $${Number(stopped.data['billed_usd'])}.`;
  },
  check({ books, ledger, answer }, expect) {
    const [entry] = books.accepted();
    expect('fal took the one job out of its queue', books.accepted().length === 1 && entry?.removed === true);
    expect('it is billed nothing', books.totalMicros() === 0 && (ledger[0]?.billed_cost ?? 0) === 0);
    expect('the ledger says cancelled', ledger.length === 1 && ledger[0]?.status === 'cancelled');
    expect(
      'the answer says that it cost nothing',
      /\$0|nothing|not billed|no cost|free|never worked/i.test(answer),
    );
  },
};
