import type { Bill } from '../../budget/bill.ts';
import { FalVideoError } from '../../errors.ts';
import { eachOf } from '../../util/each-of.ts';
import { settledBill } from '../drive/collect.ts';
import { hasEnded } from '../fold.ts';
import type { Job } from '../types.ts';
import { handleOf, type Workbench } from '../workbench.ts';

/** So many results are read at once. */
const WIDTH = 4;

/**
 * Asks again for the bills that are not known: the result may be read once more while fal keeps it, and
 * the unit price at any time. Gives back the jobs whose bill became known.
 */
export async function settle(
  bench: Workbench,
  jobIds?: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Job[]> {
  const open = (await bench.book.all()).filter(
    (job) => isOpen(job) && (jobIds === undefined || jobIds.includes(job.job_id)),
  );
  const settled: Job[] = [];
  await eachOf(open, WIDTH, signal, async (job) => {
    const bill = await askAgain(bench, job);
    if (bill === null || bill.micros === null) return;
    const { applied, job: billed } = await bench.book.record(job.job_id, { type: 'billed', bill });
    if (applied) settled.push(billed);
  });
  return settled;
}

const isOpen = (job: Job) => hasEnded(job) && job.handle !== null && job.bill?.micros == null;

async function askAgain(bench: Workbench, job: Job): Promise<Bill | null> {
  const handle = handleOf(bench, job);
  if (handle === null) return null;
  try {
    const result = await bench.fal.result(handle);
    return result.kind === 'ok' || result.kind === 'failed'
      ? await settledBill(bench, job, result.answer)
      : null;
  } catch (error) {
    // It stays unknown; the next reconciliation asks again.
    if (error instanceof FalVideoError) return null;
    throw error;
  }
}
