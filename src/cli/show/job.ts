import type { AnswerOf } from '../../../tools/index.ts';
import type { JobAnswer } from '../../server/jobs/job-answer.ts';
import type { Layout } from '../command.ts';
import { facts, fileSize, minute, statusText, usd } from './figures.ts';

export function showJobs(answer: AnswerOf<'get_job'>, page: Layout): string {
  return 'jobs' in answer ? answer.jobs.map((job) => showJob(job, page)).join('\n\n') : showJob(answer, page);
}

export function showJob(job: JobAnswer, page: Layout): string {
  const { bold, dim, yellow } = page.paint;
  const simulated = job.simulated ? `  ${yellow('simulated, costs nothing')}` : '';
  return [
    `${bold(job.job_id)}  ${statusText(job.status, page)}  ${job.model}${simulated}`,
    facts(
      [
        ['File', job.outputs.map((output) => fileText(output, page)).join('\n')],
        ['Contact sheet', job.outputs.flatMap(({ contact_sheet }) => contact_sheet ?? []).join('\n')],
        [
          'Missing',
          job.missing?.map(({ name, reason, url }) => `${name}: ${reason}\n${dim(url)}`).join('\n') ?? null,
        ],
        ['Cost', costText(job, page)],
        ['Error', job.error === null ? null : `${job.error.message} ${dim(`[${job.error.code}]`)}`],
        ['Queue', job.queue_position === null ? null : `${job.queue_position} ahead`],
        ['Request', job.request_id],
        ['Folder', job.outputs.length === 0 ? job.folder : null],
        ['Begun', `${minute(job.created_at)} UTC`],
        ['Notes', job.notes?.join('\n') ?? null],
        ['Remarks', job.remarks?.map((remark) => page.step(remark)).join('\n') ?? null],
        ['Next', nextStep(job, page)],
      ],
      page,
    ),
  ].join('\n');
}

function fileText({ path, bytes, role }: JobAnswer['outputs'][number], { paint }: Layout): string {
  return `${path}\n${paint.dim(role === 'side' ? `${fileSize(bytes)}, beside the output` : fileSize(bytes))}`;
}

function costText(
  { billed_usd, billed_note, estimated_usd, reserved_usd, status }: JobAnswer,
  page: Layout,
): string {
  const estimate = `${usd(estimated_usd)} estimated`;
  if (status === 'not-sent') return `nothing: it was never sent (${estimate})`;
  if (billed_usd !== null) {
    const note = billed_note === null ? '' : `\n${page.paint.yellow(billed_note)}`;
    return `${usd(billed_usd)} billed, ${estimate}${note}`;
  }
  const why = billed_note === null ? '' : ` (bill unknown: ${billed_note})`;
  return `${estimate}, ${usd(reserved_usd)} reserved${why}`;
}

/** A job that is done and billed as it was quoted needs nothing more. */
function nextStep({ status, billed_usd, disputed, missing, next }: JobAnswer, page: Layout): string | null {
  return status === 'collected' && billed_usd !== null && !disputed && missing === undefined
    ? null
    : page.step(next);
}
