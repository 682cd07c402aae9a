import { rulesInWords } from './faults/fault-plan.ts';
import { arm, type ArmedRule } from './faults/faults.ts';
import type { Arguments, SimulatedModel } from './model-types.ts';

export type SimulatedJobState = 'queued' | 'running' | 'ended';

export interface SimulatedLogLine {
  message: string;
  timestamp: string;
  level: 'INFO';
  source: 'USER';
}

/** How a job ended: what the result endpoint replays from then on. */
export interface Outcome {
  http_status: number;
  headers: Record<string, string>;
  body: unknown;
  /** `null`: nothing is billed and no header says so. */
  billable_units: number | null;
  /** fal's text and machine word on a COMPLETED that failed. */
  error: { text: string; type: string } | null;
}

export interface SimulatedJob {
  readonly id: string;
  readonly model: SimulatedModel;
  input: Arguments;
  /** False where the caller sent `X-Fal-Store-IO: 0`. */
  readonly storeIo: boolean;
  /** Rules that came with the submit, in its head or its words, and follow this job. */
  readonly faults: readonly ArmedRule[];
  readonly acceptedAt: Date;
  /** Milliseconds within which the job must have started; `null` without a limit. */
  readonly startWithinMs: number | null;
  state: SimulatedJobState;
  /** Changes whenever the job is put back, so that an abandoned run knows that it is one. */
  attempt: number;
  queuedAt: Date;
  /** It has waited as long as the pace wants, and starts as soon as there is room. */
  ready: boolean;
  /** Nothing is heard of it while it waits. */
  silent: boolean;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Removed from the queue before it ran. */
  removed: boolean;
  expired: boolean;
  /** How often it was asked about, where the answers were recorded. */
  asked: { status: number; result: number };
  logs: SimulatedLogLine[];
  outcome: Outcome | null;
}

export type NewJob = Pick<
  SimulatedJob,
  'id' | 'model' | 'input' | 'storeIo' | 'faults' | 'acceptedAt' | 'startWithinMs'
>;

export function newJob(job: NewJob): SimulatedJob {
  return {
    ...job,
    faults: [...job.faults, ...arm(rulesInWords(job.input))],
    state: 'queued',
    attempt: 1,
    queuedAt: job.acceptedAt,
    ready: false,
    silent: false,
    startedAt: null,
    endedAt: null,
    removed: false,
    expired: false,
    asked: { status: 0, result: 0 },
    logs: [],
    outcome: null,
  };
}

export function log(job: SimulatedJob, at: Date, message: string): void {
  job.logs.push({ message, timestamp: at.toISOString(), level: 'INFO', source: 'USER' });
}

/** How long a runner worked on it; `null` where none did, or not to the end. */
export function workSeconds({ startedAt, endedAt }: SimulatedJob): number | null {
  return startedAt === null || endedAt === null ? null : (endedAt.getTime() - startedAt.getTime()) / 1000;
}

/** An end without a bill: fal never charges its own 5xx, nor what it removed from the queue (fal docs, pricing). */
export function failedOutcome(httpStatus: number, errorType: string, text: string): Outcome {
  return {
    http_status: httpStatus,
    headers: { 'x-fal-error-type': errorType },
    body: { detail: text, error_type: errorType },
    billable_units: null,
    error: { text, type: errorType },
  };
}

/**
 * A refusal of the model, after its work: 422 with its detail and no units, unless it is one that is billed all the same
 * (fal docs, pricing). Some say "0", some nothing (recorded, 2026).
 */
export function refusedOutcome(problems: unknown, billableUnits: number | null = 0): Outcome {
  return {
    http_status: 422,
    headers: {},
    body: { detail: problems },
    billable_units: billableUnits,
    error: { text: 'Unexpected status code: 422', type: typeOf(problems) },
  };
}

/** The machine word of the first of them. */
function typeOf(problems: unknown): string {
  const first: unknown = Array.isArray(problems) ? problems[0] : null;
  const type: unknown = typeof first === 'object' && first !== null && 'type' in first ? first.type : null;
  return typeof type === 'string' ? type : 'validation_error';
}

/** Ended jobs are kept by the thousand: without the pictures that came inside their input. */
export function lighten(job: SimulatedJob): void {
  job.input = Object.fromEntries(
    Object.entries(job.input).map(([field, value]) =>
      typeof value === 'string' && value.startsWith('data:')
        ? [field, `${value.slice(0, value.indexOf(',') + 1)}…`]
        : [field, value],
    ),
  );
}
