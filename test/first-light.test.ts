import { expect, it } from 'vitest';
import { ALL_FIVE, request } from './support/requests.ts';
import { makeSandbox } from './support/sandbox.ts';

it('a job runs to its end', async () => {
  const sandbox = await makeSandbox();
  try {
    const video = await sandbox.open();
    const q = await video.jobs.quote(request());
    console.log(JSON.stringify(q.estimate));
    for (const model of ALL_FIVE) {
      const job = await video.jobs.start(request({ model }));
      const [done] = await video.jobs.wait([job.job_id], { ms: 6_000_000, until: 'end' });
      console.log(model, done?.state, JSON.stringify(done?.bill), done?.error, video.jobs.problem(job.job_id), done?.plan.estimate.expected);
    }
    console.log(sandbox.simulator.books.totalMicros(), (await video.ledger()).length);
    expect(1).toBe(1);
  } finally {
    await sandbox.close();
  }
});
