import { expect, it } from 'vitest';
import { makeSandbox } from '../../test/support/sandbox.ts';
import { runToEnd } from '../../test/support/run-to-end.ts';

it('a reconciliation asks for fifty requests at once at most, and pages', async () => {
  const sandbox = await makeSandbox({ simulator: { adminKeys: true } });
  const video = await sandbox.open();
  await Promise.all(Array.from({ length: 52 }, (_, index) => runToEnd(video, { prompt: `take ${index}` })));
  const asked: number[] = [];
  const { fal } = await sandbox.open();
  video.fal.billingEvents = (query) => {
    asked.push(query.request_ids.length);
    const days = (Date.parse(query.end) - Date.parse(query.start)) / 86_400_000;
    expect(days).toBeLessThanOrEqual(90);
    return fal.billingEvents(query);
  };
  const { verification } = await video.jobs.reconcile({ waitMs: 6_000_000 });
  expect(verification.verified).toHaveLength(52);
  expect(asked).toEqual([50, 2]);
  await sandbox.close();
});
