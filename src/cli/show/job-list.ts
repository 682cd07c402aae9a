import type { Page } from '../command.ts';
import { type Column, table } from '../table.ts';
import { minute, statusText, usd } from './words.ts';

export interface JobList {
  summary: string;
  jobs: JobRow[];
  next_cursor: string | null;
}

interface JobRow {
  job_id: string;
  status: string;
  model: string;
  task_slug: string;
  created_at: string;
  estimated_usd: number | null;
  billed_usd: number | null;
  error: string | null;
}

export function showJobList({ summary, jobs, next_cursor }: JobList, page: Page): string {
  const rows = jobs.length === 0 ? [] : [table(jobs, columnsFor(page), page.width, page.paint), ''];
  const more = next_cursor === null ? [] : [page.paint.dim(`The next page: --cursor ${next_cursor}`)];
  return [...rows, summary, ...more].join('\n');
}

const columnsFor = (page: Page): readonly Column<JobRow>[] => [
  { title: 'JOB', text: ({ job_id }) => job_id },
  { title: 'STATUS', text: ({ status }) => statusText(status, page) },
  { title: 'MODEL', text: ({ model }) => model, narrow: 'cut' },
  { title: 'BEGUN (UTC)', text: ({ created_at }) => minute(created_at) },
  { title: 'ESTIMATED', text: ({ estimated_usd }) => usd(estimated_usd), align: 'right' },
  { title: 'BILLED', text: ({ billed_usd }) => usd(billed_usd), align: 'right' },
  { title: 'TASK OR ERROR', text: ({ error, task_slug }) => error ?? task_slug, narrow: 'wrap' },
];
