import { inputError, toErrorRecord } from '../../errors.ts';
import type { Job, JobEvent } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';

/** The user's word on an unknown job: the request id that the dashboard of fal shows, or that it never arrived. */
export type UsersWord = { request_id: string } | 'never-arrived';

/** Settles an unknown job by the user's word. Never called for an agent. */
export async function resolveUnknown(context: JobContext, jobId: string, word: UsersWord): Promise<Job> {
  const job = await context.store.get(jobId);
  if (job.state !== 'unknown') throw notUnknown(job);
  const { applied, job: after } = await context.store.record(job, eventOf(context, job, word));
  if (applied) return after;
  if (after.state !== 'unknown' || word === 'never-arrived') throw notUnknown(after);
  const holder = await context.store.ownerOf(word.request_id);
  throw requestTaken(jobId, word.request_id, holder ?? 'another job');
}

function eventOf(context: JobContext, { plan }: Job, word: UsersWord): JobEvent {
  if (word === 'never-arrived') {
    const error = toErrorRecord(
      inputError({ code: 'NEVER_ARRIVED', message: 'The user says that fal never got the request.' }),
    );
    return { type: 'not-sent', error };
  }
  return {
    type: 'submitted',
    handle: context.fal.handleFor(plan.endpoint_id, word.request_id),
    queue_position: null,
    answer: null,
    found_by: 'user',
  };
}

const notUnknown = ({ job_id, state }: Job) =>
  inputError({
    code: 'NOT_UNKNOWN',
    message: `${job_id} is ${state}; only an unknown job takes this.`,
    jobId: job_id,
  });

const requestTaken = (jobId: string, requestId: string, holder: string) =>
  inputError({
    code: 'REQUEST_TAKEN',
    message: `Request ${requestId} is ${holder}'s already, and a request belongs to one job. Nothing was changed.`,
    next:
      `Look at fal.ai/dashboard/requests for another request like it; if there is none, ` +
      `\`fal-video job ${jobId} --never-arrived\` settles it.`,
    jobId,
    requestId,
  });
