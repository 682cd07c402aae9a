import type { JobQuery, Records } from './records.ts';
import type { Job } from './job.ts';

/** So many jobs are in memory at once. */
const PAGE = 100;

/**
 * The jobs that fit, a page at a time, in the order in which they were planned: each page as it is when it is reached. Those
 * that fit no longer once they were given, or begin to fit behind the place, do no harm.
 */
export async function* pagesOf(
  records: Pick<Records, 'find' | 'ids'>,
  query: Omit<JobQuery, 'limit' | 'newest' | 'after'>,
  limit = PAGE,
): AsyncGenerator<Job[]> {
  if (query.ids !== undefined) return yield* inPieces(records, await records.ids(query), limit);
  for (let after: string | undefined; ;) {
    const page = await records.find({ ...query, limit, ...(after === undefined ? {} : { after }) });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < limit) return;
    after = last.job_id;
  }
}

/** However many are named, each is looked for once. */
async function* inPieces(
  records: Pick<Records, 'find'>,
  ids: readonly string[],
  limit: number,
): AsyncGenerator<Job[]> {
  for (let at = 0; at < ids.length; at += limit) yield await records.find({ ids: ids.slice(at, at + limit) });
}
