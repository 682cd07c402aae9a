import { request } from '../../../test/support/requests.ts';
import { type EvalTask, namesUsd } from '../task.ts';

export const lateBill: EvalTask = {
  name: 'late-bill',
  asks: 'One of my videos has no cost in the ledger yet. Find out what it really cost.',
  judge: {
    answer: ['The answer names the cost of the video in dollars.'],
    deeds: [
      'The cost that the answer names came from fal by reconciling, and is not an estimate.',
      'No job was started.',
    ],
  },
  fal: { adminKeys: true },
  async before({ open, setFaults }) {
    setFaults({ call: 'result', kind: 'missing-headers' });
    const video = await open();
    const { job_id } = await video.start(request());
    await video.jobs.wait([job_id], { ms: 6_000_000, until: 'end' });
    await video.close();
  },
  async script(agent) {
    await agent.call('reconcile_costs');
    const { data } = await agent.call('read_ledger');
    const [row] = data['rows'] as { billed_usd: number | null; verified_usd: number | null }[];
    return `It cost $${row?.verified_usd ?? row?.billed_usd}.`;
  },
  check({ ledger, books, answer }, expect) {
    const [row] = ledger;
    const usd = books.totalMicros() / 1_000_000;
    expect(
      'there is one run, and nothing was sent again',
      ledger.length === 1 && books.accepted().length === 1,
    );
    expect('the ledger knows the cost', (row?.verified_cost ?? row?.billed_cost) === usd);
    expect('the answer names it', namesUsd(answer, usd));
  },
};
