import { type FalVideoError, inputError } from '../errors.ts';
import { callOf } from '../next-step.ts';

/** The jobs of the project that are not looked at: the simulated ones beside real work, the real ones beside simulated. */
export interface Elsewhere {
  simulated: boolean;
  /** Those of these ids that are there. */
  known(jobIds: readonly string[]): Promise<string[]>;
  count(): Promise<number>;
  close(): Promise<void>;
}

/** Whoever forgot `--simulate`, or gave it once too often, is led to the jobs that are among `others`. */
export function unknownJobs(
  jobIds: readonly string[],
  others: Pick<Elsewhere, 'simulated'> = { simulated: true },
  there: readonly string[] = [],
): FalVideoError {
  const nowhere = jobIds.filter((jobId) => !there.includes(jobId)).join(', ');
  if (there.length === 0) {
    return inputError({
      code: 'UNKNOWN_JOB',
      message: `There is no job ${nowhere} in this project.`,
      next: callOf('list_jobs', {}, 'shows the jobs there are.'),
    });
  }
  const [kind, looked] = others.simulated ? ['simulated', 'real'] : ['real', 'simulated'];
  const before = nowhere === '' ? '' : `There is no job ${nowhere} in this project. `;
  return inputError({
    code: 'UNKNOWN_JOB',
    message: `${before}${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} ${kind}, and only ${looked} jobs were looked at.`,
    next: others.simulated
      ? `Add --simulate: \`fal-video job ${there.join(' ')} --simulate\`. A server shows it where it runs with --simulate.`
      : 'Leave --simulate out, or unset the variables that name a simulator.',
  });
}
