import type { Jobs } from '../jobs/jobs.ts';
import type { Job } from '../store/job.ts';
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
  /** What failed before is tried once more, now. */
  again?: boolean;
  /** Where nothing can be painted over: told each new state as a line. Default: nothing is said. */
  sayLine?: (line: string) => void;
}

/** Waits till the jobs end, the time is over or the person leaves; on a terminal with a line for each job. */
export async function waitForJobs(jobIds: readonly string[], options: WaitForJobs): Promise<Job[]> {
  const { jobs, signal, seconds, again = false } = options;
  const board = await openBoard(jobIds, options);
  try {
    const ended = await jobs.wait(jobIds, {
      ms: Math.min(seconds * 1000, LONGEST_WAIT_MS),
      until: 'end',
      again,
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

interface Board {
  put(job: Job): void;
  close(): void;
}

async function openBoard(jobIds: readonly string[], options: WaitForJobs): Promise<Board> {
  const jobs = await Promise.all(jobIds.map((jobId) => options.jobs.get(jobId)));
  const shown = new Map(jobs.map((job) => [job.job_id, job]));
  const nameWidth = Math.max(...jobs.map(({ plan }) => widthOf(plan.model_alias ?? plan.endpoint_id)));
  return options.printer.live
    ? livingBoard(shown, nameWidth, options)
    : spokenBoard(shown, nameWidth, options);
}

/** The lines on the terminal, painted anew a few times a second. */
function livingBoard(shown: Map<string, Job>, nameWidth: number, options: WaitForJobs): Board {
  const { jobs, clock, printer } = options;
  const draw = printer.startDrawing();
  const put = (job: Job) => void shown.set(job.job_id, job);
  let turn = 0;
  const paintAll = () => {
    turn += 1;
    const view = { paint: printer.asidePaint, turn, now: clock.now(), nameWidth };
    draw([...shown.values()].map((job) => progressLine(job, view)));
  };
  const repaint = () => {
    // That a job has been sent is in the journal a while before fal's first word about it.
    for (const jobId of shown.keys()) jobs.get(jobId).then(put, () => undefined);
    paintAll();
  };
  paintAll();
  const timer = setInterval(repaint, REPAINT_MS);
  return {
    put,
    close: () => {
      clearInterval(timer);
      paintAll();
    },
  };
}

function spokenBoard(shown: Map<string, Job>, nameWidth: number, options: WaitForJobs): Board {
  const { clock, printer, sayLine = () => undefined } = options;
  return {
    put: (job) => {
      const before = shown.get(job.job_id);
      shown.set(job.job_id, job);
      if (before?.state === job.state) return;
      sayLine(progressLine(job, { paint: printer.asidePaint, turn: 0, now: clock.now(), nameWidth }));
    },
    close: () => undefined,
  };
}
