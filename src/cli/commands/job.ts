import { callOf } from '../../next-step.ts';
import { z } from 'zod';
import { budgetError } from '../../errors.ts';
import { billNote } from '../../store/bill-note.ts';
import { formatUsd, type Micros, microsFromUsd, MOST_CHARGE, usdFromMicros } from '../../util/money.ts';
import { saysYes } from '../ask.ts';
import type { Session, ToolCommand } from '../command.ts';
import { exitCodeOfJobs } from '../exit-codes.ts';
import { badOption } from '../param.ts';
import { showJobs } from '../show/job.ts';
import { follow, restOf, tellWhoLeaves } from './follow.ts';

const options = z.object({
  wait: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Seconds to wait for the end; 0 asks fal how it stands. Default: one look, which also downloads.',
    ),
  request_id: z
    .string()
    .min(1)
    .optional()
    .describe('For an unknown job: the request id that you found at fal.ai/dashboard'),
  never_arrived: z
    .literal(true)
    .optional()
    .describe('For an unknown job: your word that fal never got it, so that it may be sent anew'),
  cost: z
    .number()
    .min(0)
    .max(usdFromMicros(MOST_CHARGE))
    .optional()
    .describe(
      'For a disputed or unknown bill: your word what it cost in USD, as fal.ai/dashboard/billing shows it',
    ),
});
type Own = z.output<typeof options>;

export const jobCommand: ToolCommand<'get_job', Own> = {
  name: 'job',
  group: 'Videos and images',
  also: 'Settles one whose outcome is unknown, by --request-id or --never-arrived, or whose bill is, by --cost.',
  tool: 'get_job',
  positionals: ['job_ids'],
  hidden: { job_id: 'job_ids', wait_seconds: 'wait' },
  words: { job_ids: 'One job, or several at once: at most 10.' },
  own: options,
  run: async ({ input, own, session }) => {
    const { job_ids: ids, ...rest } = input;
    if (ids === undefined) throw badOption('JOB is missing.', callOf('list_jobs', {}, 'lists them.'));
    await takeWord(ids, own, session);
    await look(ids, own.wait, session);
    await tellWhoLeaves(ids, session);
    const [only] = ids;
    const named = ids.length === 1 ? { job_id: only } : { job_ids: ids };
    const asked = { ...whole(session), ...named, ...rest, wait_seconds: 0 };
    return await session.call('get_job', asked, { until: restOf(own.wait, session) });
  },
  show: showJobs,
  exitCode: exitCodeOfJobs,
};

/** A program gets everything about a job, a person what matters. */
export const whole = ({ printer }: Session) => (printer.json ? { detail: 'full' as const } : {});

/** What the user says about a job of unknown outcome, or about its bill. */
async function takeWord(ids: readonly string[], own: Own, session: Session): Promise<void> {
  const { context } = session;
  const { request_id, never_arrived, cost } = own;
  const words = [request_id, never_arrived, cost].filter((word) => word !== undefined);
  if (words.length === 0) return;
  const [jobId] = ids;
  if (jobId === undefined || ids.length > 1)
    throw badOption('--request-id, --never-arrived and --cost are about one JOB.');
  if (words.length > 1) {
    throw badOption('--request-id, --never-arrived and --cost contradict each other: give one.');
  }
  if (cost !== undefined) return await takeCost(jobId, microsFromUsd(cost), session);
  await context.jobs.resolveUnknown(jobId, request_id === undefined ? 'never-arrived' : { request_id });
}

/** Agents type command lines too, and this word frees what the caps count: a person has to say yes to it. */
async function takeCost(jobId: string, cost: Micros, session: Session): Promise<void> {
  const { context } = session;
  const job = await context.jobs.get(jobId);
  const question = `${jobId}: ${billNote(job) ?? 'its bill is not known'}. It cost ${formatUsd(cost)}?`;
  if (!context.fal.hosts.simulated && !(await saysYes(question, session))) {
    throw budgetError({
      code: 'NEEDS_A_PERSON',
      message: `What ${jobId} cost is for the user to say, with a yes at a terminal. Nothing was changed.`,
      next: callOf(
        'reconcile_costs',
        {},
        'reads the billing events, with an admin key; else ask the user to look at fal.ai/dashboard/billing and to type this command.',
      ),
      jobId,
    });
  }
  await context.jobs.tellCost(jobId, cost);
}

/** Long enough to ask fal once, and to fetch a video that lies ready there. */
const GLANCE_SECONDS = 1;
const LOOK_SECONDS = 3;
const FETCH_SECONDS = 120;

/** For as long as was asked, and no longer; where nothing was asked, as long as a look takes. */
async function look(ids: readonly string[], wait: number | undefined, session: Session): Promise<void> {
  // Without asking fal at all, a job would never be seen to move.
  if (wait !== undefined) return await follow(ids, Math.max(wait, GLANCE_SECONDS), session, true);
  const { jobs } = session.context;
  await follow(ids, LOOK_SECONDS, session, true);
  const ready = (await Promise.all(ids.map((id) => jobs.get(id)))).filter(
    ({ state, retry }) => state === 'completed' && retry === null,
  );
  if (ready.length > 0 && !session.signal.aborted) {
    await follow(
      ready.map(({ job_id }) => job_id),
      FETCH_SECONDS,
      session,
    );
  }
}
