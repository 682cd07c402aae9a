import { quoteSecret } from '../../budget/quote.ts';
import { hasEnded } from '../../store/fold.ts';
import type { Job } from '../../store/job.ts';
import { isSame, sealOf } from '../../util/hash.ts';
import { safeText } from '../../util/safe-text.ts';
import type { ToolContext } from '../define-tool.ts';
import { jobAnswer } from './job-answer.ts';
import { stateInWords } from './job-progress.ts';
import { renderPictures } from '../answer/render.ts';
import type { McpTask, TaskSource } from '../protocol/serve-tasks.ts';

/** A job as a task: the same job, watched in the client's own way. Nothing is kept for it but the job. */
export async function taskOf({ project }: ToolContext, job: Job): Promise<McpTask> {
  return {
    taskId: await sealed(project.paths.quoteKey, job.job_id),
    status: statusOf(job),
    statusMessage: safeText(`${job.job_id}: ${stateInWords(job)}`, 200),
    createdAt: job.times.planned ?? job.updated_at,
    lastUpdatedAt: job.updated_at,
    // As long as the project keeps its journal.
    ttlMs: null,
    pollIntervalMs: 2000,
  };
}

/** The tasks of a project are its jobs, whoever began them. */
export function jobTasks(opening: ToolContext | Promise<ToolContext>): TaskSource {
  return {
    async get(taskId) {
      const context = await opening;
      const jobId = await jobIdOf(context, taskId);
      if (jobId === undefined) return undefined;
      // Looking also takes the job up, where the process that began it is gone.
      const [job] = await context.jobs.wait([jobId], { ms: 0, until: 'end' });
      if (job === undefined) return undefined;
      const task = await taskOf(context, job);
      if (task.status !== 'completed') return { task };
      return { task, result: await renderPictures(await jobAnswer(context, job)) };
    },
    async cancel(taskId) {
      const { jobs } = await opening;
      const jobId = await jobIdOf(await opening, taskId);
      if (jobId === undefined) return;
      // What cannot be cancelled any more goes on to its end, as the next look shows.
      await jobs.cancel(jobId).catch(() => undefined);
    },
  };
}

/** A job that failed is a completed task whose result says so: `failed` is for errors of the protocol (SEP-2663). */
function statusOf(job: Job): McpTask['status'] {
  if (job.state === 'cancelled') return 'cancelled';
  return hasEnded(job) || job.state === 'unknown' ? 'completed' : 'working';
}

/** Who has the id may ask and cancel, so that it is no short job id: 128 bits of the project's secret seal it. */
async function sealed(secretPath: string, jobId: string): Promise<string> {
  return `${jobId}.${sealOf(await quoteSecret(secretPath), `task ${jobId}`).toString('base64url')}`;
}

async function jobIdOf({ project }: ToolContext, taskId: string): Promise<string | undefined> {
  const [jobId = ''] = taskId.split('.');
  return isSame(taskId, await sealed(project.paths.quoteKey, jobId)) ? jobId : undefined;
}
