import { HURRIED } from '../../../test/support/hurried.ts';
import { request } from '../../../test/support/requests.ts';
import { RICH } from '../../../test/support/sandbox.ts';
import { type EvalTask, namesUsd } from '../task.ts';

const DAY_MS = 86_400_000;
const RUNS = [
  { days: 20, model: 'kling-v3-pro-i2v' },
  { days: 5, model: 'kling-v3-pro-i2v' },
  { days: 3, model: 'hailuo-02-standard-i2v' },
  { days: 2, model: 'hailuo-02-standard-i2v' },
];
const WEEK_AGO = () => new Date(Date.now() - 7 * DAY_MS).toISOString().slice(0, 10);

export const lastWeek: EvalTask = {
  name: 'last-week',
  asks: 'What did the videos of the last seven days cost me, by model?',
  judge: {
    answer: [
      'The answer gives a cost for kling-v3-pro-i2v and one for hailuo-02-standard-i2v.',
      'Both are those of the last seven days: the run of twenty days ago is in no sum.',
    ],
    deeds: ['The costs are taken from the ledger.', 'No job was started.'],
  },
  config: RICH,
  async before({ open }) {
    for (const { days, model } of RUNS) {
      const clock = { ...HURRIED, now: () => new Date(Date.now() - days * DAY_MS) };
      const video = await open({ clock });
      const { job_id } = await video.start(request({ model, duration: days === 2 ? 10 : 6 }));
      await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
      await video.close();
    }
  },
  async script(agent) {
    const { data } = await agent.call('read_ledger', { since: WEEK_AGO(), group_by: 'model', limit: 1 });
    const groups = data['groups'] as { group: string; billed_usd: number }[];
    return groups.map(({ group, billed_usd }) => `${group}: $${billed_usd}`).join('\n');
  },
  check({ answer, ledger, books }, expect) {
    const sumOf = (model: string, since: string) =>
      ledger
        .filter((row) => row.model_alias === model && row.timestamp >= since)
        .reduce((sum, { billed_cost }) => sum + Math.round((billed_cost ?? 0) * 1e6), 0) / 1e6;
    expect('four runs stand in the ledger', ledger.length === 4 && books.accepted().length === 4);
    for (const model of ['kling-v3-pro-i2v', 'hailuo-02-standard-i2v']) {
      const sum = sumOf(model, WEEK_AGO());
      expect(
        `${model} cost ${sum} in the last week, and the answer says so`,
        sum > 0 && namesUsd(answer, sum),
      );
    }
    expect('the older run is in no sum', !namesUsd(answer, sumOf('kling-v3-pro-i2v', '')));
  },
};
