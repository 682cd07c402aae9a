import { hasEnded } from '../../store/fold.ts';
import type { JobState } from '../../store/job.ts';
import type { Session } from '../command.ts';
import { waitForJobs } from '../wait-for-jobs.ts';

/** Watches jobs for so many seconds. `again`: what failed is tried once more. */
export async function follow(
  jobIds: readonly string[],
  seconds: number,
  { context, signal, printer }: Session,
  again = false,
): Promise<void> {
  if (seconds > 0) await waitForJobs(jobIds, { ...context, printer, signal, seconds, again });
}

const SENDING: readonly JobState[] = ['planned', 'submitting'];
const LOOK_MS = 100;

/** Waits until the POST of a job of ours has had its end. Not even Ctrl-C cuts that short: nobody would know whether it arrived. */
export async function untilSent(jobId: string, { context }: Session): Promise<void> {
  const { jobs } = context;
  while (SENDING.includes((await jobs.get(jobId)).state)) {
    await jobs.wait([jobId], { ms: LOOK_MS, until: 'change' });
  }
}

/** A person who leaves learns that the jobs go on, and how to come back. */
export async function tellWhoLeaves(jobIds: readonly string[], session: Session): Promise<void> {
  const { context, signal, printer } = session;
  if (!signal.aborted) return;
  const jobs = await Promise.all(jobIds.map((jobId) => context.jobs.get(jobId)));
  const names = jobs.flatMap((job) => (hasEnded(job) ? [] : [job.job_id])).join(' ');
  if (names === '') return;
  printer.note(
    printer.step(
      `Left, not cancelled: ${names} goes on at fal. Come back with: \`fal-video job ${names} --wait 600\``,
    ),
  );
}

/** What a command with --wait may still take after it, for bills and pictures; what is not there by then comes with the next look. */
const REST_MS = 1_000;

/** When the answer has to be there. */
export const restOf = (wait: number | undefined, { signal }: Session): AbortSignal =>
  wait === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(REST_MS)]);
