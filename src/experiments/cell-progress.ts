import type { Jobs } from '../jobs/jobs.ts';
import { videoOf } from '../store/outputs.ts';
import type { CellProgress } from './documents/prompts-document.ts';

/** How far each cell is that has a job. */
export async function cellProgress(
  slug: string,
  jobs: Pick<Jobs, 'cells' | 'pages'>,
): Promise<CellProgress[]> {
  const cells = await jobs.cells(slug);
  const videos = new Map<string, { path: string }>();
  const ids = cells.flatMap(({ job_id, has_video }) => (has_video ? job_id : []));
  for await (const page of jobs.pages({ ids })) {
    for (const job of page) {
      const video = videoOf(job);
      if (video !== undefined) videos.set(job.job_id, { path: video.path });
    }
  }
  return cells.map(({ cell, state, request_id, job_id }) => ({
    cell_id: cell,
    status: state,
    request_id,
    video: videos.get(job_id) ?? null,
  }));
}
