import { asFalVideoError, inputError, toErrorRecord } from '../errors.ts';
import type { Scope } from '../budget/caps.ts';
import type { Jobs, PlannedStep } from '../jobs/jobs.ts';
import { hasEnded } from '../store/fold.ts';
import type { Job, JobState } from '../store/job.ts';
import type { Config } from '../project/config.ts';
import type { Clock } from '../util/clock.ts';
import type { FailureBreaker } from './failure-breaker.ts';
import { keysBefore, withOutputs } from './step-inputs.ts';

export interface ExecuteOptions {
  jobs: Pick<Jobs, 'list' | 'begin' | 'wait' | 'problem' | 'planner'>;
  scope: Scope;
  config: Pick<Config, 'max_concurrent_jobs' | 'max_concurrent_by_endpoint'>;
  clock: Clock;
  breaker: FailureBreaker;
  /** Aborting it begins no more steps and stops watching; jobs at fal go on. */
  signal: AbortSignal;
  /** A step that could not be begun, and has no job. */
  onTrouble: (step: PlannedStep, thrown: unknown) => void;
  onEnd: (job: Job) => void;
}

/** How often a full house is looked at again: other processes start and end jobs, too. */
const BEAT_MS = 1_000;
const LOOK_MS = 2_000;
/** So many looks are given to a job that may have arrived at fal, then the run ends without it. */
const MOST_UNKNOWN_LOOKS = 30;

/**
 * Begins the steps whose money is reserved, each once those before it are collected, as many at once as the configuration
 * allows over all processes, and follows them and those that are under way already to their end. One that fails leaves
 * the others alone, but for those that wait for it; when `breaker` says so, no more are begun, and those at fal are still
 * followed and collected.
 */
export async function execute(
  steps: readonly PlannedStep[],
  underWay: readonly string[],
  options: ExecuteOptions,
): Promise<void> {
  const { jobs, scope, clock, breaker, signal } = options;
  const waiting = [...steps];
  const followed = new Set<Promise<void>>();
  const follow = (jobId: string) => {
    const done: Promise<void> = followJob(jobId, options).finally(() => followed.delete(done));
    followed.add(done);
  };
  for (const jobId of underWay) follow(jobId);

  while (!signal.aborted) {
    while (breaker.reason === null && !signal.aborted && waiting.length > 0) {
      const before = await jobs.list({ keys: [...new Set(waiting.flatMap(keysBefore))] });
      for (const step of waiting.filter((one) => isBlocked(one, waiting, before))) {
        options.onTrouble(step, blocked(step));
        waiting.splice(waiting.indexOf(step), 1);
      }
      const inFlight = await jobs.list({ states: IN_FLIGHT });
      const next = waiting.find(
        (step) => isReady(step, before) && hasSlot(step.plan.endpoint_id, inFlight, options),
      );
      if (next === undefined) break;
      try {
        const step = await withOutputs(next, before, jobs);
        const { job_id } = await jobs.begin(step, scope, async (records) => {
          // Asked once more when nobody else can begin one: another process may have taken the slot.
          const now = await records.find({ states: IN_FLIGHT });
          if (!hasSlot(step.plan.endpoint_id, now, options)) throw new NoSlot();
        });
        follow(job_id);
      } catch (thrown) {
        if (thrown instanceof NoSlot) break;
        options.onTrouble(next, thrown);
        breaker.fail(toErrorRecord(asFalVideoError(thrown)));
      }
      waiting.splice(waiting.indexOf(next), 1);
    }
    if (followed.size === 0 && (waiting.length === 0 || breaker.reason !== null)) return;
    const over = new AbortController();
    const pause = clock.sleep(BEAT_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
    await Promise.race([pause, ...followed]);
    over.abort();
  }
  await Promise.all(followed);
}

class NoSlot extends Error {}

/** The job of a step, among all: a paid one is never hidden by a later try. */
const jobOfKey = (key: string, all: readonly Job[]) =>
  all.findLast(({ plan, state }) => plan.idempotency_key === key && state !== 'not-sent');

const isReady = (step: PlannedStep, all: readonly Job[]) =>
  keysBefore(step).every((key) => jobOfKey(key, all)?.state === 'collected');

/** What it waits for has ended otherwise, or was never begun and will not be. */
const isBlocked = (step: PlannedStep, waiting: readonly PlannedStep[], all: readonly Job[]) =>
  keysBefore(step).some((key) => {
    const job = jobOfKey(key, all);
    if (job === undefined) return waiting.every(({ plan }) => plan.idempotency_key !== key);
    return hasEnded(job) && job.state !== 'collected';
  });

const blocked = (step: PlannedStep) =>
  inputError({
    code: 'STEP_BLOCKED',
    message: `It needs an output of ${keysBefore(step).join(', ')}, and that has none. Nothing was sent.`,
    next: 'Look at that job first; the same command goes on once it is made anew.',
  });

/** At fal's runners or in its queue. One that is being downloaded takes no slot there any more. */
const IN_FLIGHT: readonly JobState[] = ['planned', 'submitting', 'queued', 'running'];

function hasSlot(endpointId: string, flying: readonly Job[], { jobs, config }: ExecuteOptions): boolean {
  // One that nobody can reach any more takes no slot for ever.
  const inFlight = flying.filter(({ job_id }) => jobs.problem(job_id) === null);
  const beside = inFlight.filter(({ plan }) => plan.endpoint_id === endpointId);
  return (
    inFlight.length < config.max_concurrent_jobs &&
    beside.length < (config.max_concurrent_by_endpoint[endpointId] ?? Infinity)
  );
}

/** Watches a job until it has ended, or nothing more can be done with it now. */
async function followJob(jobId: string, { jobs, signal, breaker, onEnd }: ExecuteOptions): Promise<void> {
  let looksAtUnknown = 0;
  while (!signal.aborted) {
    const [job] = await jobs.wait([jobId], { ms: LOOK_MS, until: 'change', signal });
    if (job === undefined || signal.aborted) return;
    const problem = jobs.problem(jobId);
    const isUnknown = job.state === 'unknown';
    // Counted as soon as it is seen; the looking goes on beside the others.
    if (isUnknown && looksAtUnknown++ === 0) breaker.judge(job);
    if (hasEnded(job) || problem !== null || looksAtUnknown > MOST_UNKNOWN_LOOKS) {
      if (!isUnknown) breaker.judge(job, problem === null ? null : toErrorRecord(problem));
      onEnd(job);
      return;
    }
  }
}
