import { asFalVideoError, toErrorRecord } from '../../errors.ts';
import { hasEnded } from '../../jobs/fold.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Planned } from '../../jobs/start/prepare.ts';
import type { MayBegin } from '../../jobs/start/start.ts';
import type { Job, JobState } from '../../jobs/types.ts';
import type { Config } from '../../project/config.ts';
import type { Clock } from '../../util/clock.ts';
import type { Luck } from './luck.ts';

export interface RunCellsOptions {
  jobs: Pick<Jobs, 'list' | 'startPlanned' | 'wait' | 'problem'>;
  config: Pick<Config, 'max_concurrent_jobs' | 'max_concurrent_by_endpoint'>;
  clock: Clock;
  luck: Luck;
  /** Aborting it starts no more cells and stops watching; jobs at fal go on. */
  signal: AbortSignal;
  /** A cell that could not be started, and has no job. */
  onTrouble: (cellId: string, thrown: unknown) => void;
  onEnd: (job: Job) => void;
}

/** How often a full house is looked at again: other processes start and end jobs, too. */
const BEAT_MS = 1_000;
const LOOK_MS = 2_000;
/** So many looks are given to a job that may have arrived at fal, then the run ends without it. */
const MOST_UNKNOWN_LOOKS = 30;

/**
 * Starts the planned jobs, as many at once as the configuration allows over all processes, and follows them and
 * those that are under way already to their end. One that fails leaves the others alone; when `luck` says so, no
 * more are started, and those at fal are still followed and collected.
 */
export async function runCells(
  planned: readonly Planned[],
  underWay: readonly string[],
  options: RunCellsOptions,
): Promise<void> {
  const { jobs, clock, luck, signal } = options;
  const waiting = [...planned];
  const followed = new Set<Promise<void>>();
  const follow = (jobId: string) => {
    const done: Promise<void> = followJob(jobId, options).finally(() => followed.delete(done));
    followed.add(done);
  };
  for (const jobId of underWay) follow(jobId);

  while (!signal.aborted) {
    while (luck.reason === null && !signal.aborted) {
      const next = await firstWithPlace(waiting, options);
      if (next === undefined) break;
      try {
        follow((await jobs.startPlanned(next, placeFor(next, options))).job_id);
      } catch (thrown) {
        if (thrown instanceof NoPlace) break;
        options.onTrouble(next.plan.cell ?? '', thrown);
        luck.fail(toErrorRecord(asFalVideoError(thrown)));
      }
      waiting.splice(waiting.indexOf(next), 1);
    }
    if (followed.size === 0 && (waiting.length === 0 || luck.reason !== null)) return;
    const over = new AbortController();
    const pause = clock.sleep(BEAT_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
    await Promise.race([pause, ...followed]);
    over.abort();
  }
  await Promise.all(followed);
}

/** The first job of the list that there is a place for. */
async function firstWithPlace(
  waiting: readonly Planned[],
  options: RunCellsOptions,
): Promise<Planned | undefined> {
  if (waiting.length === 0) return undefined;
  const all = await options.jobs.list();
  return waiting.find(({ plan }) => hasPlace(plan.endpoint_id, all, options));
}

/** Asked once more when nobody else can begin one: another process may have taken the place. */
const placeFor =
  ({ plan }: Planned, options: RunCellsOptions): MayBegin =>
  (jobs) => {
    if (!hasPlace(plan.endpoint_id, [...jobs.values()], options)) throw new NoPlace();
  };

class NoPlace extends Error {}

/** At fal's runners or in its queue. One that is being downloaded takes no place there any more. */
const IN_FLIGHT: readonly JobState[] = ['planned', 'submitting', 'queued', 'running'];

function hasPlace(endpointId: string, all: readonly Job[], { jobs, config }: RunCellsOptions): boolean {
  // One that nobody can reach any more holds no place for ever.
  const inFlight = all.filter((job) => IN_FLIGHT.includes(job.state) && jobs.problem(job.job_id) === null);
  const beside = inFlight.filter(({ plan }) => plan.endpoint_id === endpointId);
  return (
    inFlight.length < config.max_concurrent_jobs &&
    beside.length < (config.max_concurrent_by_endpoint[endpointId] ?? Infinity)
  );
}

/** Watches a job until it has ended, or nothing more can be done with it now. */
async function followJob(jobId: string, { jobs, signal, luck, onEnd }: RunCellsOptions): Promise<void> {
  let looksAtUnknown = 0;
  while (!signal.aborted) {
    const [job] = await jobs.wait([jobId], { ms: LOOK_MS, until: 'change', signal });
    if (job === undefined || signal.aborted) return;
    const problem = jobs.problem(jobId);
    const isUnknown = job.state === 'unknown';
    // Counted as soon as it is seen; the looking goes on beside the others.
    if (isUnknown && looksAtUnknown++ === 0) luck.judge(job);
    if (hasEnded(job) || problem !== null || looksAtUnknown > MOST_UNKNOWN_LOOKS) {
      if (!isUnknown) luck.judge(job, problem === null ? null : toErrorRecord(problem));
      onEnd(job);
      return;
    }
  }
}
