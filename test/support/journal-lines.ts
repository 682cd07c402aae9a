import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Bill } from '../../src/budget/bill.ts';
import type { FoundBy, JobEvent, JobPlan } from '../../src/store/job.ts';
import type { StoreEvent } from '../../src/store/reservations.ts';
import { formatLine, type JournalEntry } from '../../src/ledger/journal-line.ts';

/** A line that proves itself, with an event of any kind. */
export const lineOf = <Event = StoreEvent>(
  job: string | null,
  event: Event,
  more: Partial<JournalEntry<Event>> = {},
) => formatLine<Event>({ v: 1, at: '2026-11-20T12:00:00.000Z', job, event, ...more });

/** As somebody may have written them who looked at nothing: an earlier version, or another program. */
export async function appendLines(path: string, ...lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, lines.map((line) => `\n${line}`).join(''));
}

export const planOf = (more: Partial<JobPlan> = {}): JobPlan => ({
  endpoint_id: 'a/b',
  model_alias: null,
  task_slug: 'walk',
  prompt: null,
  arguments: {},
  fields: [],
  inputs: [],
  options: {},
  estimate: { low: 1, expected: 1, high: 1, rule: 'a rule', source: 'a page', as_of: '2026-11-01' },
  quote_id: null,
  idempotency_key: null,
  batch: 'x',
  experiment: null,
  cell: null,
  ...more,
});

export const submittedAs = (
  request_id: string,
  found_by: FoundBy,
): Extract<JobEvent, { type: 'submitted' }> => ({
  type: 'submitted',
  handle: { endpoint_id: 'a/b', request_id, status_url: '', response_url: '', cancel_url: '' },
  queue_position: 2,
  answer: null,
  found_by,
});

/** A bill by units, of so much. */
export const billOf = (micros: number | null): Bill => ({
  micros,
  method: 'billable-units',
  billable_units: '1',
  unit_price: null,
  unit: null,
  reason: null,
});
