import { hasEnded } from '../../jobs/fold.ts';
import type { Job } from '../../jobs/types.ts';
import type { Session } from '../command.ts';
import { waitForJobs } from '../wait-for-jobs.ts';

/** A submit that takes longer has met a dead connection; it ends by itself within two minutes. */
const SENDING_SECONDS = 150;

/** Watches jobs for so many seconds; with 0 only until fal has them. A person who leaves learns how to come back. */
export async function follow(jobIds: readonly string[], seconds: number, session: Session): Promise<void> {
  const { context, signal, printer } = session;
  let jobs: Job[];
  if (seconds === 0) {
    await context.jobs.wait(jobIds, { ms: SENDING_SECONDS * 1000, until: 'change', signal });
    return;
  }
  jobs = await waitForJobs(jobIds, { ...context, printer, signal, seconds });
  const open = jobs.filter((job) => !hasEnded(job));
  if (open.length === 0 || !signal.aborted) return;
  const names = open.map(({ job_id }) => job_id).join(' ');
  printer.note(
    session.hasOwnSimulator
      ? `Left. The simulated fal ends with this command, and ${names} with it.`
      : `Left, not cancelled: ${names} goes on at fal. Come back with: fal-video job ${names} --wait 600`,
  );
}
