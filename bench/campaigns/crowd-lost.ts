import { parseArgs } from 'node:util';
import { costOf } from '../../src/store/cost-of.ts';
import { type Micros, usdFromMicros } from '../../src/util/money.ts';
import { makeSandbox, RICH, type Sandbox } from '../../test/support/sandbox.ts';
import { LOSSES, type Loss, spoilJournal } from '../../test/support/spoil-journal.ts';
import { runChild } from './crowd.ts';

/**
 * Many processes over one project, whose journal is lost while all of them are at work; then it is repaired, and as many
 * come again, up to the cap. `npm run crowd-lost -- --loss removed --processes 4`.
 */

export interface LostCrowdResult {
  accepted: number;
  books_usd: number;
  repaired: boolean;
  broken: string[];
}

export interface LostCrowdOptions {
  loss: Loss;
  processes: number;
  jobs: number;
  dayCapUsd: number;
}

export async function runLostCrowd(options: LostCrowdOptions): Promise<LostCrowdResult> {
  const { loss, processes, jobs, dayCapUsd } = options;
  const sandbox = await makeSandbox({ config: { ...RICH, max_day_usd: dayCapUsd } });
  const accepted = () => sandbox.simulator.books.accepted().length;
  const crowd = (name: string) =>
    Promise.all(
      Array.from({ length: processes }, (_, index) =>
        runChild(sandbox.root, sandbox.env, `${name} ${index}`, jobs),
      ),
    );
  try {
    const first = crowd('first');
    const over = new AbortController();
    void first.finally(() => over.abort());
    while (!over.signal.aborted && accepted() < processes)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await spoilJournal(sandbox.root, loss, accepted());
    const before = await first;
    const sent = accepted();
    const { repaired, counts } = await repair(sandbox);
    const booked = sandbox.simulator.books.totalMicros();
    const late = repaired && accepted() !== sent;
    const after = await crowd('second');
    return await resultOf(sandbox, dayCapUsd, repaired, [
      ['every process ends well', [...before, ...after].every(({ failure }) => failure === null)],
      ['nothing is sent before the repair', !late],
      ['what the caps count afterwards is no less than the bills', counts >= booked],
    ]);
  } finally {
    await sandbox.close();
  }
}

/** What the user would do, and what all jobs count as then. */
async function repair(sandbox: Sandbox): Promise<{ repaired: boolean; counts: Micros }> {
  const video = await sandbox.open();
  await video.jobs.list();
  const repaired = (await video.jobs.trouble()) !== null;
  if (repaired) {
    const left = await video.jobs.repair(await video.jobs.planRepair());
    if (left !== null) throw new Error(left);
  }
  const jobs = await video.jobs.list();
  const counts = jobs.reduce((sum, job) => sum + (costOf(job) ?? job.reserved_micros), 0);
  await video.close();
  return { repaired, counts };
}

async function resultOf(
  sandbox: Sandbox,
  dayCapUsd: number,
  repaired: boolean,
  rules: [string, boolean][],
): Promise<LostCrowdResult> {
  const video = await sandbox.open();
  await video.jobs.reconcile({ waitMs: 20_000_000 });
  const jobs = await video.jobs.list();
  const { books } = sandbox.simulator;
  const requests = jobs.flatMap(({ handle }) => handle?.request_id ?? []);
  const billed = jobs.reduce((sum, { bill }) => sum + (bill?.micros ?? 0), 0);
  const inBooks = books.accepted().map(({ request_id }) => request_id);
  const all: [string, boolean][] = [
    ...rules,
    ['what was accepted is one job’s', requests.toSorted().join() === inBooks.toSorted().join()],
    ['every one is collected', jobs.filter(({ state }) => state === 'collected').length === inBooks.length],
    ['what was billed stands in the books', billed === books.totalMicros()],
    ['the cap holds', books.totalMicros() <= dayCapUsd * 1_000_000],
  ];
  return {
    accepted: inBooks.length,
    books_usd: usdFromMicros(books.totalMicros()),
    repaired,
    broken: all.flatMap(([rule, holds]) => (holds ? [] : [rule])),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      loss: { type: 'string', default: 'removed' },
      processes: { type: 'string', default: '4' },
      jobs: { type: 'string', default: '8' },
      'day-cap': { type: 'string', default: '20' },
    },
  });
  const result = await runLostCrowd({
    loss: LOSSES.find((one) => one === values.loss) ?? 'removed',
    processes: Number(values.processes),
    jobs: Number(values.jobs),
    dayCapUsd: Number(values['day-cap']),
  });
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}
