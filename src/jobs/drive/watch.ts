import { join } from 'node:path';
import type { QueueStatus } from '../../fal/types.ts';
import type { Job, JobEvent } from '../types.ts';
import { handleOf, jobFolder, type Workbench } from '../workbench.ts';

export interface JobUpdate {
  job: Job;
  /** New log lines of the model, if it writes any. */
  logs: string[];
}

/** Follows the queue until fal says COMPLETED; an aborted signal ends the watching, never the job. */
export async function watch(
  bench: Workbench,
  job: Job,
  signal: AbortSignal,
  onUpdate: (update: JobUpdate) => void,
): Promise<Job> {
  const handle = handleOf(bench, job);
  if (handle === null) return job;
  let latest = job;
  for await (const status of bench.fal.watch(handle, { signal, logs: true })) {
    const evidence = {
      path: join(jobFolder(bench, job), 'status.jsonl'),
      line: { at: bench.clock.now().toISOString(), ...status.answer },
    };
    const { applied, job: after } = await bench.book.record(job.job_id, eventOf(status), evidence);
    latest = after;
    if (applied || status.logs.length > 0) {
      onUpdate({ job: after, logs: status.logs.map(({ message }) => message) });
    }
    if (after.state !== 'queued' && after.state !== 'running') break;
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
