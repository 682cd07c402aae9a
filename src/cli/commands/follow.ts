import { hasEnded } from '../../jobs/fold.ts';
import type { Job, JobState } from '../../jobs/types.ts';
import type { Session } from '../command.ts';
import { waitForJobs } from '../wait-for-jobs.ts';

/** Watches jobs for so many seconds; with 0 only until fal has them. A person who leaves learns how to come back. */
export async function follow(jobIds: readonly string[], seconds: number, session: Session): Promise<void> {
  const { context, signal, printer } = session;
  if (seconds === 0) return await untilSent(jobIds, session);
  const jobs = await waitForJobs(jobIds, { ...context, printer, signal, seconds });
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

/** The POST ends by itself, with an answer, an error or its own time limit. */
async function untilSent(jobIds: readonly string[], { context, signal }: Session): Promise<void> {
  const isSending = (jobs: readonly Job[]) => jobs.some(({ state }) => SENDING.includes(state));
  while (
    isSending(await context.jobs.wait(jobIds, { ms: LOOK_MS, until: 'end', signal })) &&
    !signal.aborted
  );
}
