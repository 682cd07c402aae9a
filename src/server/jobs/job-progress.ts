import type { Job, JobState } from '../../store/job.ts';
import type { JobUpdate } from '../../jobs/run/watch.ts';
import { safeText } from '../../util/safe-text.ts';
import type { ToolCall } from '../define-tool.ts';

/** Says each step of a job in words, with how far along it is. */
export function sayProgress(call: ToolCall): (update: JobUpdate) => void {
  return ({ job, logs }) => {
    const model = job.plan.model_alias ?? job.plan.endpoint_id;
    const log = logs.at(-1);
    call.progress(
      STEPS[job.state],
      `${model}: ${stateInWords(job)}${log === undefined ? '' : ` (${safeText(log, 120)})`}`,
    );
  };
}

const STEPS: Record<JobState, number> = {
  planned: 0,
  submitting: 1,
  queued: 2,
  running: 3,
  completed: 4,
  collected: 5,
  'not-sent': 5,
  failed: 5,
  cancelled: 5,
  unknown: 5,
  expired: 5,
};

export function stateInWords({ state, queue_position }: Pick<Job, 'state' | 'queue_position'>): string {
  switch (state) {
    case 'planned':
      return 'money reserved, about to be sent';
    case 'submitting':
      return 'being sent';
    case 'queued':
      if (queue_position === null) return 'in the queue';
      return queue_position === 0 ? 'next in the queue' : `${queue_position} ahead in the queue`;
    case 'running':
      return 'being made';
    case 'completed':
      return 'made, being downloaded';
    case 'not-sent':
      return 'not sent';
    case 'unknown':
      return 'may or may not have arrived at fal';
    default:
      return state;
  }
}
