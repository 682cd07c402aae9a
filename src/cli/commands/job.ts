import { z } from 'zod';
import type { Session, ToolCommand } from '../command.ts';
import { exitCodeOfJob, worst } from '../exit-codes.ts';
import { badOption } from '../param.ts';
import { type JobAnswer, type JobsAnswer, showJobs } from '../show/job.ts';
import { follow } from './follow.ts';

interface Own {
  wait?: number;
  request_id?: string;
  never_arrived?: true;
}

export const jobCommand: ToolCommand<JobsAnswer, Own> = {
  name: 'job',
  group: 'Videos and images',
  also: 'Settles one whose outcome is unknown, by --request-id or --never-arrived.',
  tool: 'get_job',
  positionals: ['job_ids'],
  hidden: ['job_id', 'wait_seconds'],
  own: z.object({
    wait: z.number().min(0).optional().describe('Seconds to wait for the end. Default: one look.'),
    request_id: z
      .string()
      .min(1)
      .optional()
      .describe('For an unknown job: the request id that you found at fal.ai/dashboard'),
    never_arrived: z
      .literal(true)
      .optional()
      .describe('For an unknown job: your word that fal never got it, so that it may be sent anew'),
  }),
  run: async ({ input, own, session }) => {
    const { job_ids: ids, ...rest } = input as { job_ids?: string[] };
    if (ids === undefined) throw badOption('JOB is missing.', 'fal-video jobs lists them.');
    await takeWord(ids, own, session);
    await look(ids, own.wait ?? 0, session);
    const [only] = ids;
    const named = ids.length === 1 ? { job_id: only } : { job_ids: ids };
    return await session.call<JobsAnswer>('get_job', {
      ...whole(session),
      ...named,
      ...rest,
      wait_seconds: 0,
    });
  },
  show: showJobs,
  exitCode: (answer) => worst(listOf(answer).map(({ status }) => exitCodeOfJob(status))),
};

/** A program gets everything about a job, a person what matters. */
export const whole = ({ printer }: Session) => (printer.json ? { detail: 'full' } : {});

const listOf = (answer: JobsAnswer): JobAnswer[] => ('jobs' in answer ? answer.jobs : [answer]);

/** What the user says about a job of unknown outcome. */
async function takeWord(ids: readonly string[], own: Own, { context }: Session): Promise<void> {
  const { request_id, never_arrived } = own;
  if (request_id === undefined && never_arrived === undefined) return;
  const [jobId] = ids;
  if (jobId === undefined || ids.length > 1)
    throw badOption('--request-id and --never-arrived are about one JOB.');
  if (request_id !== undefined && never_arrived === true) {
    throw badOption('--request-id and --never-arrived contradict each other: give one.');
  }
  await context.jobs.resolveUnknown(jobId, request_id === undefined ? 'never-arrived' : { request_id });
}

/** Long enough to ask fal once, and to fetch a video that lies ready there. */
const LOOK_SECONDS = 3;
const FETCH_SECONDS = 120;

async function look(ids: readonly string[], seconds: number, session: Session): Promise<void> {
  const { jobs } = session.context;
  await follow(ids, Math.max(seconds, LOOK_SECONDS), session);
  const ready = (await Promise.all(ids.map((id) => jobs.get(id)))).filter(
    ({ state }) => state === 'completed',
  );
  if (ready.length > 0 && !session.signal.aborted) {
    await follow(
      ready.map(({ job_id }) => job_id),
      FETCH_SECONDS,
      session,
    );
  }
}
