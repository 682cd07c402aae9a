import type { AnswerOf } from '../../../tools/index.ts';
import type { Layout } from '../command.ts';
import { type Column, table } from '../table.ts';
import { billed, facts, minute, statusText, usd } from './figures.ts';

type JobList = AnswerOf<'list_jobs'>;

export function showJobList({ summary, jobs, next_cursor }: JobList, page: Layout): string {
  const rows = jobs.length === 0 ? [] : [table(jobs, columnsFor(page), page.width, page.paint), ''];
  const more = next_cursor === null ? [] : [page.paint.dim(`The next page: --cursor ${next_cursor}`)];
  const errors = jobs.flatMap(({ job_id, error }) => (error === null ? [] : [[job_id, error] as const]));
  const wrong = errors.length === 0 ? [] : [facts(errors, page), ''];
  return [...rows, ...wrong, summary, ...more].join('\n');
}

const columnsFor = (page: Layout): readonly Column<JobList['jobs'][number]>[] => [
  { title: 'JOB', text: ({ job_id }) => job_id },
  { title: 'STATUS', text: ({ status }) => statusText(status, page) },
  { title: 'MODEL', text: ({ model }) => model, narrow: 'cut' },
  { title: 'BEGUN (UTC)', text: ({ created_at }) => minute(created_at) },
  { title: 'ESTIMATED', text: ({ estimated_usd }) => usd(estimated_usd), align: 'point' },
  { title: 'BILLED', text: billed, align: 'point' },
  { title: 'TASK', text: ({ task_slug }) => task_slug, narrow: 'cut', least: 8 },
];
