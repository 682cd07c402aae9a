import { cannotWrite, FalVideoError, fromErrorRecord, toErrorRecord } from '../../errors.ts';
import type { Asking } from './asking.ts';
import type { Job, JobEvent, MissingFile } from '../../store/job.ts';
import type { JobContext } from '../../store/job-context.ts';

/**
 * Milliseconds between the tries of one step, over all processes: nine tries in about eight minutes, since fal
 * keeps a large result for six. Afterwards only a call that asks for it tries again.
 */
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 120_000, 300_000];

/**
 * Writes down that a try went wrong, why, and when the next one is due. After the last one `atLast` says how the
 * job ends; `null` leaves it open, with its reason, for somebody to ask.
 */
export async function scheduleRetry(
  context: JobContext,
  job: Job,
  error: FalVideoError,
  missing: MissingFile[],
  atLast: () => JobEvent | null,
): Promise<Job> {
  const attempt = (job.retry?.attempts ?? 0) + 1;
  const pause = PAUSES_MS[attempt - 1];
  const jitter = 0.75 + Math.random() / 2;
  const event: JobEvent = (pause === undefined ? atLast() : null) ?? {
    type: 'retry-scheduled',
    attempt,
    error: toErrorRecord(error),
    next_attempt_at:
      pause === undefined ? null : new Date(context.clock.now().getTime() + pause * jitter).toISOString(),
    missing,
  };
  return (await context.store.record(job, event)).job;
}

/**
 * Waits until the next try is due, or somebody asks. Throws what stood in the way where waiting does not help: somebody
 * has to fix it first, or there were enough tries. `tried`: this caller has seen it fail, so it is not for it to try again.
 */
export async function untilNextTry(
  { clock }: JobContext,
  { retry, error }: Job,
  tried: boolean,
  asking: Asking,
  signal: AbortSignal,
): Promise<void> {
  if (retry === null || error === null) return;
  const due =
    retry.next_attempt_at === null ? null : Date.parse(retry.next_attempt_at) - clock.now().getTime();
  if (due !== null && error.temporary === true) return await asking.sleep(clock, Math.max(0, due), signal);
  if (tried || due === null || due > 0) throw fromErrorRecord(error);
}

/** What a step met, as one of ours; what is no trouble of fal, network or disk is a defect, and thrown. */
export function troubleOf(thrown: unknown): FalVideoError {
  if (thrown instanceof FalVideoError) return thrown;
  if (thrown instanceof Error && 'syscall' in thrown) {
    try {
      cannotWrite(thrown);
    } catch (error) {
      if (error instanceof FalVideoError) return error;
    }
  }
  throw thrown;
}
