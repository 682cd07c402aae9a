import { costNote } from '../store/bill-note.ts';
import { costOf } from '../store/cost-of.ts';
import type { Job, JobState } from '../store/job.ts';
import { formatUsd } from '../util/money.ts';
import { safeText } from '../util/safe-text.ts';
import { type Paint, widthOf } from './paint.ts';

/** The stations of a job as a person sees them: sent, queue, work, saved. */
const STATIONS = 4;
const STATION_OF: Partial<Record<JobState, number>> = {
  planned: 0,
  submitting: 0,
  queued: 1,
  running: 2,
  completed: 3,
  collected: STATIONS,
};
const SPINNER = ['◐', '◓', '◑', '◒'];

export interface ProgressLayout {
  paint: Paint;
  /** Counts up with each painting: turns the mark of the station that a job is at. */
  turn: number;
  now: Date;
  /** Columns that the longest name takes. */
  nameWidth: number;
}

/** One job as one line: where it is, and for how long. */
export function progressLine(job: Job, view: ProgressLayout): string {
  const name = job.plan.model_alias ?? job.plan.endpoint_id;
  const padded = name + ' '.repeat(Math.max(0, view.nameWidth - widthOf(name)));
  return `  ${padded}  ${bar(job, view)}  ${words(job, view)}`;
}

function bar(job: Job, { paint, turn }: ProgressLayout): string {
  const at = STATION_OF[job.state];
  // An end that is no good end stays at the last station that it came to.
  const reached =
    at ?? Math.max(0, ...Object.keys(job.times).map((state) => STATION_OF[state as JobState] ?? 0));
  return Array.from({ length: STATIONS }, (_, station) => {
    const mark =
      station < reached
        ? paint.green('●')
        : station > reached
          ? paint.dim('○')
          : at === undefined
            ? paint.red('✗')
            : paint.cyan(SPINNER[turn % SPINNER.length] ?? '');
    const rail = station < reached ? paint.green('━━') : paint.dim('──');
    return station === STATIONS - 1 ? mark : mark + rail;
  }).join('');
}

function words(job: Job, { paint, now }: ProgressLayout): string {
  switch (job.state) {
    case 'planned':
    case 'submitting':
      return 'sending';
    case 'queued':
      return `in the queue${ahead(job.queue_position)}, ${seconds(job, 'queued', now)}`;
    case 'running':
      return `in work, ${seconds(job, 'running', now)}`;
    case 'completed':
      return 'downloading';
    case 'collected':
      return `${paint.green('done')} in ${tookSeconds(job)} s, ${billText(job)}`;
    case 'unknown':
      return paint.yellow('outcome unknown');
    default:
      return `${paint.red(job.state)}${job.error === null ? '' : `: ${safeText(job.error.message, 200)}`}`;
  }
}

/** A bill that is not as quoted is said as soon as it is known. */
const billText = (job: Job) => costNote(job) ?? `bill ${formatUsd(costOf(job))}`;

const ahead = (position: number | null) =>
  position === null || position === 0 ? '' : ` (${position} ahead)`;

function seconds(job: Job, since: JobState, now: Date): string {
  const start = Date.parse(job.times[since] ?? job.updated_at);
  return `${Math.max(0, Math.floor((now.getTime() - start) / 1000))} s`;
}

/** From the sending to the end. */
function tookSeconds({ times, updated_at }: Job): number {
  const [start, end] = [times.submitting ?? updated_at, times.collected ?? updated_at];
  return Math.round((Date.parse(end) - Date.parse(start)) / 1000);
}
