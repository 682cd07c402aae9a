import type { JobView } from '../../server/answer/views.ts';
import type { Page } from '../command.ts';
import { facts, fileSize, minute, statusText, usd } from './words.ts';

export type JobAnswer = JobView & { root?: string; remarks?: string[] };
export type JobsAnswer = JobAnswer | { jobs: JobAnswer[] };

export function showJobs(answer: JobsAnswer, page: Page): string {
  return 'jobs' in answer ? answer.jobs.map((job) => showJob(job, page)).join('\n\n') : showJob(answer, page);
}

export function showJob(job: JobAnswer, page: Page): string {
  const { bold, dim, yellow } = page.paint;
  const simulated = job.simulated ? `  ${yellow('simulated, costs nothing')}` : '';
  return [
    `${bold(job.job_id)}  ${statusText(job.status, page)}  ${job.model}${simulated}`,
    facts(
      [
        ['File', job.outputs.map(({ path, bytes }) => `${path}\n${dim(fileSize(bytes))}`).join('\n')],
        ['Cost', costText(job)],
        ['Error', job.error === null ? null : `${job.error.message} ${dim(`[${job.error.code}]`)}`],
        ['Queue', job.queue_position === null ? null : `${job.queue_position} ahead`],
        ['Request', job.request_id],
        ['Folder', job.outputs.length === 0 ? job.folder : null],
        ['Begun', `${minute(job.created_at)} UTC`],
        ['Remarks', job.remarks?.join('\n') ?? null],
        ['Next', nextStep(job, page)],
      ],
      page,
    ),
  ].join('\n');
}

function costText({ billed_usd, billed_note, estimated_usd, reserved_usd, status }: JobView): string {
  const estimate = `${usd(estimated_usd)} estimated`;
  if (billed_usd !== null) return `${usd(billed_usd)} billed, ${estimate}`;
  if (status === 'not-sent') return `nothing billed, ${estimate}`;
  const why = billed_note === null ? '' : ` (bill unknown: ${billed_note})`;
  return `${estimate}, ${usd(reserved_usd)} reserved${why}`;
}

/** A job that is done and billed needs nothing more. */
function nextStep({ status, billed_usd, next }: JobView, page: Page): string | null {
  return status === 'collected' && billed_usd !== null ? null : page.step(next);
}
