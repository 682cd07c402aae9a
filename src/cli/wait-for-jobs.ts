import type { Jobs } from '../jobs/jobs.ts';
import type { Job } from '../jobs/types.ts';
import type { Clock } from '../util/clock.ts';
import { widthOf } from './paint.ts';
import type { Printer } from './print.ts';
import { progressLine } from './progress.ts';

export interface WaitForJobs {
  jobs: Jobs;
  clock: Clock;
  printer: Printer;
  signal: AbortSignal;
  /** Infinity waits till the end. */
  seconds: number;
}

/** Waits till the jobs end, the time is over or the person leaves, with a line for each job on a terminal. */
export async function waitForJobs(jobIds: readonly string[], options: WaitForJobs): Promise<Job[]> {
  const { jobs, signal, seconds } = options;
  const board = await openBoard(jobIds, options);
  try {
    const ended = await jobs.wait(jobIds, {
      ms: Math.min(seconds * 1000, LONGEST_WAIT_MS),
      until: 'end',
      signal,
      onUpdate: ({ job }) => board.put(job),
    });
    for (const job of ended) board.put(job);
    return ended;
  } finally {
    board.close();
  }
}

/** The longest that a timer of Node can count: 24 days. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;
const REPAINT_MS = 120;

/** The lines on the terminal, painted anew a few times a second; nothing at all where nobody watches. */
async function openBoard(jobIds: readonly string[], { jobs, clock, printer }: WaitForJobs) {
  if (!printer.live) return { put: () => undefined, close: () => undefined };
  const first = await Promise.all(jobIds.map((jobId) => jobs.get(jobId)));
  const shown = new Map(first.map((job) => [job.job_id, job]));
  const nameWidth = Math.max(...first.map(({ plan }) => widthOf(plan.model_alias ?? plan.endpoint_id)));
  const draw = printer.startDrawing();
  let turn = 0;
  const paintAll = () => {
    turn += 1;
    const view = { paint: printer.asidePaint, turn, now: clock.now(), nameWidth };
    draw([...shown.values()].map((job) => progressLine(job, view)));
  };
  paintAll();
  const timer = setInterval(paintAll, REPAINT_MS);
  return {
    put: (job: Job) => {
      shown.set(job.job_id, job);
    },
    close: () => {
      clearInterval(timer);
      paintAll();
    },
  };
}
