import type { HistoryEntry } from '../../fal/platform-types.ts';
import { type HistoryWindow, whyTooNarrow, windowOf } from './history-window.ts';
import { looksLike, shareOut } from './match-history.ts';
import type { Job } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';

/**
 * Looks for an unknown job in fal's request history: same endpoint, same input, sent about then by fal's clock,
 * and not already another job's. Found, it goes on as if the answer had arrived. Not found proves nothing: the
 * history lags, and may not show requests that still wait (fal-platform facts 1.9).
 */
export async function findLost(context: JobContext, job: Job): Promise<Job> {
  const rows = await rowsFor(context, job);
  const skew = context.fal.clockSkew();
  return await context.store.transact(async (records, append) => {
    const now = (await records.get(job.job_id)) ?? job;
    if (now.state !== 'unknown') return now;
    const endpoint = now.plan.endpoint_id;
    // Its row may stand there already, and its answer will say whose it is.
    const sending = await records.find({ states: ['submitting'], endpoint });
    const twin = sending.find((other) => looksLike(other, now));
    const lost = await records.find({ states: ['unknown'], endpoint });
    const free = await without(rows, ({ request_id }) => records.ownerOf(request_id));
    const found = twin === undefined ? matchOf(now, lost, free, skew) : undefined;
    if (found === undefined) {
      const note = twin === undefined ? whyTooNarrow(now, skew) : waitsFor(twin);
      return note === now.note ? now : await append(now.job_id, { type: 'looked-up', note });
    }
    return await append(now.job_id, {
      type: 'submitted',
      handle: context.fal.handleFor(now.plan.endpoint_id, found.request_id),
      queue_position: null,
      answer: null,
      found_by: 'history',
    });
  });
}

/** The answer itself tells fal's time: where that moves the window, it is asked for once more. */
async function rowsFor({ fal }: JobContext, job: Job): Promise<HistoryEntry[]> {
  const ask = async ({ start, end }: HistoryWindow) =>
    await fal.history(job.plan.endpoint_id, {
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
    });
  const first = windowOf(job, fal.clockSkew());
  const rows = await ask(first);
  const second = windowOf(job, fal.clockSkew());
  const moved = Math.abs(second.start - first.start) + Math.abs(second.end - first.end);
  return moved < MOVED_MS ? rows : await ask(second);
}

const MOVED_MS = 20_000;

function matchOf(
  job: Job,
  lost: readonly Job[],
  free: readonly HistoryEntry[],
  skew: number | null,
): HistoryEntry | undefined {
  return shareOut(
    lost.map((one) => ({ job: one, window: windowOf(one, skew) })),
    free,
  ).get(job.job_id);
}

/** The rows that nobody has. */
async function without(
  rows: readonly HistoryEntry[],
  ownerOf: (row: HistoryEntry) => Promise<string | undefined>,
): Promise<HistoryEntry[]> {
  const owners = await Promise.all(rows.map(ownerOf));
  return rows.filter((_, at) => owners[at] === undefined);
}

const waitsFor = ({ job_id }: Job) =>
  `${job_id}, which asks for the same, is being sent: what fal's history shows may be that one's, so that it is looked at again later.`;
