import type { JobQuery, Records } from './records.ts';
import type { Job } from './job.ts';

/** So many jobs are in memory at once. */
const PAGE = 100;

/**
 * The jobs that fit, a page at a time, in the order in which they were planned: each page as it is when it is reached. Those
 * that fit no longer once they were given, or begin to fit behind the place, do no harm.
 */
export async function* pagesOf(
  records: Pick<Records, 'find'>,
  query: Omit<JobQuery, 'limit' | 'newest' | 'after'>,
  limit = PAGE,
): AsyncGenerator<Job[]> {
  for (let after: string | undefined; ;) {
    const page = await records.find({ ...query, limit, ...(after === undefined ? {} : { after }) });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < limit) return;
    after = last.job_id;
  }
}

/** The same of these jobs, however many. */
export async function* pagesOfIds(
  records: Pick<Records, 'find' | 'ids'>,
  jobIds: readonly string[],
): AsyncGenerator<Job[]> {
  const ids = await records.ids({ ids: jobIds });
  for (let at = 0; at < ids.length; at += PAGE) yield await records.find({ ids: ids.slice(at, at + PAGE) });
}
