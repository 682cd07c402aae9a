import type { AnswerOf } from '../../tools/index.ts';
import type { FalVideoError } from '../errors.ts';
import type { JobView } from '../server/answer/views.ts';

/** What scripts may rely on. `interrupted` is what shells say of a command that was left before it had an answer. */
export const EXIT = { done: 0, failed: 1, refused: 2, open: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOfError({ fault }: FalVideoError): ExitCode {
  switch (fault) {
    case 'input':
    case 'configuration':
    case 'budget':
      return EXIT.refused;
    case 'unknown-outcome':
      return EXIT.open;
    default:
      return EXIT.failed;
  }
}

/** How far a job has come, as an exit code: collected with every file is done, everything that can still move is open. */
export function exitCodeOfJob({ status, missing = [] }: Pick<JobView, 'status' | 'missing'>): ExitCode {
  switch (status) {
    case 'collected':
      return missing.length === 0 ? EXIT.done : EXIT.failed;
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'not-sent':
      return EXIT.failed;
    default:
      return EXIT.open;
  }
}

/** Of one job or several: one that is still open outweighs one that failed, since it asks for another look. */
export function exitCodeOfJobs(answer: AnswerOf<'get_job'>): ExitCode {
  const codes = ('jobs' in answer ? answer.jobs : [answer]).map(exitCodeOfJob);
  return [EXIT.open, EXIT.failed].find((code) => codes.includes(code)) ?? EXIT.done;
}
