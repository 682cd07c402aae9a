import { hasEnded } from '../../jobs/fold.ts';
import type { Job, JobState } from '../../jobs/types.ts';
import type { Session } from '../command.ts';
import { waitForJobs } from '../wait-for-jobs.ts';

/** Watches jobs for so many seconds; with 0 only until fal has them. A person who leaves learns how to come back. */
export async function follow(jobIds: readonly string[], seconds: number, session: Session): Promise<void> {
  const { context, signal, printer } = session;
  if (seconds > 0) await waitForJobs(jobIds, { ...context, printer, signal, seconds });
  if (seconds > 0 && !signal.aborted) return;
  const jobs = await sent(jobIds, session);
  const open = jobs.filter((job) => !hasEnded(job));
  if (open.length === 0 || !signal.aborted) return;
  const names = open.map(({ job_id }) => job_id).join(' ');
  printer.note(
    session.hasOwnSimulator
      ? `Left. The simulated fal lives in this command, so ${names} is let run to its end; Ctrl-C again goes at once.`
      : `Left, not cancelled: ${names} goes on at fal. Come back with: fal-video job ${names} --wait 600`,
  );
}

const SENDING: readonly JobState[] = ['planned', 'submitting'];
const LOOK_MS = 100;

/** The jobs once each POST has had its end. Not even Ctrl-C cuts that short: nobody would know whether it arrived. */
async function sent(jobIds: readonly string[], { context }: Session): Promise<Job[]> {
  for (;;) {
    const jobs = await context.jobs.wait(jobIds, { ms: LOOK_MS, until: 'end' });
    if (!jobs.some(({ state }) => SENDING.includes(state))) return jobs;
  }
}
