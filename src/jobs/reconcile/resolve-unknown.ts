import { inputError, toErrorRecord } from '../../errors.ts';
import type { Job, JobEvent } from '../types.ts';
import type { Workbench } from '../workbench.ts';

/** The user's word on an unknown job: the request id that the dashboard of fal shows, or that it never arrived. */
export type UsersWord = { request_id: string } | 'never-arrived';

/** Settles an unknown job by the user's word. Never called for an agent. */
export async function resolveUnknown(bench: Workbench, jobId: string, word: UsersWord): Promise<Job> {
  const { plan, state } = await bench.book.get(jobId);
  if (state !== 'unknown') {
    throw inputError({
      code: 'NOT_UNKNOWN',
      message: `${jobId} is ${state}; only an unknown job takes this.`,
      jobId,
    });
  }
  const event: JobEvent =
    word === 'never-arrived'
      ? {
          type: 'not-sent',
          error: toErrorRecord(
            inputError({ code: 'NEVER_ARRIVED', message: 'The user says that fal never got the request.' }),
          ),
        }
      : {
          type: 'submitted',
          handle: bench.fal.handleFor(plan.endpoint_id, word.request_id),
          queue_position: null,
          answer: null,
          found_by: 'user',
        };
  return (await bench.book.record(jobId, event)).job;
}
