import { join } from 'node:path';
import type { QueueStatus, Reading } from '../../fal/types.ts';
import type { Job, JobEvent } from '../../store/job.ts';
import { handleOf, type JobContext } from '../../store/job-context.ts';
import { jobFolder } from '../../store/job-folder.ts';

export interface JobUpdate {
  job: Job;
  /** New log lines of the model, if it writes any. */
  logs: string[];
}

/** Follows the queue until fal says COMPLETED; an aborted signal ends the watching, never the job. */
export async function watchJob(
  context: JobContext,
  job: Job,
  reading: Reading,
  onUpdate: (update: JobUpdate) => void,
): Promise<Job> {
  const handle = handleOf(context, job);
  if (handle === null) return job;
  let latest = job;
  for await (const status of context.fal.watch(handle, { ...reading, logs: true })) {
    const evidence = {
      path: join(jobFolder(context, job), 'status.jsonl'),
      line: { at: context.clock.now().toISOString(), ...status.answer },
    };
    const { applied, job: after } = await context.store.record(job, eventOf(status), { evidence });
    latest = after;
    if (applied || status.logs.length > 0) {
      onUpdate({ job: after, logs: status.logs.map(({ message }) => message) });
    }
    const goesOn = after.state === 'queued' || after.state === 'running';
    if (!goesOn || after.handle?.request_id !== handle.request_id) break;
  }
  return latest;
}

function eventOf(status: QueueStatus): JobEvent {
  switch (status.state) {
    case 'IN_QUEUE':
      return { type: 'queued', queue_position: status.queue_position };
    case 'IN_PROGRESS':
      return { type: 'running' };
    case 'COMPLETED':
      return { type: 'completed', inference_seconds: status.inference_seconds };
  }
}
