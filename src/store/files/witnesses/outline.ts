import { type Bill, type BillMethod, unknownBill } from '../../../budget/bill.ts';
import { type ErrorRecord, recordError, toErrorRecord } from '../../../errors.ts';
import type { QueueHandle } from '../../../fal/types.ts';
import type { LedgerRow } from '../../../ledger/ledger-row.ts';
import type { PriceEstimate } from '../../../models/types.ts';
import {
  BARE_ANSWER,
  type Job,
  type JobEvent,
  type JobPlan,
  type JobState,
  type TimedEvent,
} from '../../job.ts';
import type { Evidence } from './evidence.ts';
import { dearest, readMicros } from './testimony.ts';

/** What the files alone do not say. */
export interface Around {
  handleFor(endpointId: string, requestId: string): QueueHandle | null;
  simulated: boolean;
  now: string;
}

/**
 * The fewest events that tell what is left of a job whose own copy of them is lost, or older than the rest: from its
 * record, its row of the ledger and its batch, each where the one before says nothing. None where nothing says what it
 * is or may cost.
 */
export function outlineOf(evidence: Evidence, around: Around): TimedEvent[] {
  const { row, listed, request_id } = evidence;
  // A record is checked when it is read, and says what the program that wrote it knew.
  const manifest = evidence.manifest as (Evidence['manifest'] & Written) | null;
  const endpoint_id = manifest?.endpoint_id ?? row?.endpoint_id ?? listed?.endpoint_id;
  const reserved = dearest([
    manifest?.reserved_micros ?? null,
    listed?.reserved_micros ?? null,
    ...[row?.reserved_cost, row?.estimated_cost, row?.counted_cost].map(readMicros),
  ]);
  if (endpoint_id === undefined || reserved === null) return [];
  const args = listed?.arguments ?? manifest?.resolved_arguments;
  const plan: JobPlan = {
    endpoint_id,
    model_alias: manifest?.model_alias ?? row?.model_alias ?? listed?.model_alias ?? null,
    task_slug: manifest?.task_slug ?? row?.task_slug ?? 'video',
    prompt: manifest?.prompt_text ?? listed?.prompt ?? null,
    arguments: args ?? {},
    fields: manifest?.fields ?? [],
    inputs: manifest?.inputs ?? listed?.inputs ?? [],
    options: manifest?.submit_options ?? {},
    estimate: manifest?.estimate ?? listed?.estimate ?? estimateOf(row),
    quote_id: manifest?.quote_id ?? null,
    idempotency_key: null,
    batch: evidence.batch,
    experiment: manifest?.experiment ?? row?.experiment ?? null,
    cell: manifest?.cell ?? row?.cell ?? null,
  };
  const planned = [manifest?.times.planned, row?.timestamp, listed?.created_at].find(isTime) ?? around.now;
  const events: TimedEvent[] = [];
  const add = (event: JobEvent, reached?: JobState) =>
    events.push({ at: (reached && manifest?.times[reached]) ?? planned, event });

  add({
    type: 'planned',
    plan,
    reserved_micros: reserved,
    simulated: manifest?.simulated ?? around.simulated,
  });
  const states = [manifest?.status, row?.status as JobState | undefined];
  const state = states.find((one) => one !== undefined && ENDS.includes(one)) ?? states.find(Boolean);
  const error = manifest?.error ?? lost(row?.error_code ?? null);
  if (state === 'not-sent') add({ type: state, error }, state);
  // Of one that was planned nobody can say that it was not sent.
  add({ type: 'submitting', arguments: manifest?.resolved_arguments ?? args ?? NOT_KNOWN }, 'submitting');
  const handle = manifest?.handle ?? (request_id === null ? null : around.handleFor(endpoint_id, request_id));
  if (handle !== null) {
    const found_by = manifest?.found_by ?? (evidence.create === null ? 'history' : 'answer');
    add({ type: 'submitted', handle, queue_position: null, answer: evidence.create, found_by }, 'queued');
  }
  const bill = manifest?.bill ?? billOf(row);
  const answer = manifest?.final_answer ?? null;
  const outputs = manifest?.status === 'collected' ? manifest.outputs : evidence.outputs;
  switch (state) {
    case 'unknown':
      add({ type: state, error }, state);
      break;
    case 'collected':
      add({ type: state, outputs, bill, answer: answer ?? BARE_ANSWER }, state);
      break;
    case 'failed':
      add({ type: state, error, bill, answer }, state);
      break;
    case 'cancelled':
      add({ type: state, bill, note: manifest?.note ?? error.message }, state);
      break;
    case 'expired':
      add({ type: state, error, bill }, state);
      break;
    default:
  }
  if (manifest?.verified) add({ type: 'verified', ...manifest.verified }, state);
  return events;
}

type Written = Pick<JobPlan, 'fields' | 'inputs' | 'estimate'> &
  Pick<Job, 'handle' | 'outputs' | 'final_answer' | 'bill' | 'verified' | 'error'> & {
    submit_options: JobPlan['options'];
  };

const ENDS: readonly JobState[] = ['collected', 'failed', 'cancelled', 'expired', 'not-sent'];

/** No request of fal's history is like it. */
const NOT_KNOWN = { 'not known': 'the record of this job could not be read' };
const LOST = 'The record of this job was lost or damaged; this is what other files still know.';

const lost = (code: string | null): ErrorRecord =>
  toErrorRecord(recordError({ code: code ?? 'RECORD_LOST', message: LOST, retrySafe: false }));

const estimateOf = (row: LedgerRow | null): PriceEstimate => ({
  low: null,
  expected: readMicros(row?.estimated_cost),
  high: null,
  rule: row?.estimated_cost_method ?? LOST,
  source: 'ledger',
  as_of: row?.timestamp.slice(0, 10) ?? '',
});

const billOf = (row: LedgerRow | null): Bill => ({
  ...unknownBill(row?.billed_note ?? LOST, row?.billable_units_header ?? null),
  micros: readMicros(row?.counted_cost),
  method: (row?.billed_method as BillMethod | undefined) ?? 'unknown',
});

const isTime = (text: string | undefined): text is string =>
  text !== undefined && !Number.isNaN(Date.parse(text));
