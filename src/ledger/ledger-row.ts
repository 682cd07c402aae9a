/**
 * One row a run, for people and spreadsheets. The first thirteen columns are those of the fal-video skill
 * that this project grew from, in its order, so that its ledgers and scripts keep working.
 */
export interface LedgerRow {
  /** ISO time of the run's start. */
  timestamp: string;
  task_slug: string;
  model_alias: string | null;
  endpoint_id: string;
  request_id: string | null;
  status: string;
  /** USD; `null` where the price is not known, never 0 for unknown. */
  estimated_cost: number | null;
  estimated_cost_method: string;
  cost_currency: 'USD';
  /** `x-fal-billable-units`, as fal sent it. */
  billable_units_header: string | null;
  /** Joined with `|`, relative to the project. */
  output_files: string;
  output_urls: string;
  run_manifest: string;
  job_id: string;
  experiment: string | null;
  cell: string | null;
  simulated: boolean;
  reserved_cost: number;
  /** `null` while it is not known; 0 for what was never sent. */
  billed_cost: number | null;
  billed_method: string;
  /** Why a bill is not known, is disputed, or is above its quote. */
  billed_note: string | null;
  /** What it cost (verified, else told, else billed) − estimated, where both are known and undisputed. */
  drift: number | null;
  queue_seconds: number | null;
  work_seconds: number | null;
  prompt_sha256: string | null;
  input_sha256: string | null;
  error_code: string | null;
  /** What fal's billing events say, after discounts; `null` where they were not read, or do not show it yet. */
  verified_cost: number | null;
  verified_source: string | null;
  /** Whether the bill is so far from its quote that one of them is wrong; both stand in `billed_note`. */
  disputed: boolean;
  /** What the user says that it cost. */
  told_cost: number | null;
  /** What the caps count: the best that is known, the dearer of both figures while disputed. */
  counted_cost: number | null;
  /** How many of the job's lasting events the row was made from; `null` in rows of before they were counted. */
  revision: number | null;
}

export const LEDGER_COLUMNS: readonly (keyof LedgerRow)[] = [
  'timestamp',
  'task_slug',
  'model_alias',
  'endpoint_id',
  'request_id',
  'status',
  'estimated_cost',
  'estimated_cost_method',
  'cost_currency',
  'billable_units_header',
  'output_files',
  'output_urls',
  'run_manifest',
  'job_id',
  'experiment',
  'cell',
  'simulated',
  'reserved_cost',
  'billed_cost',
  'billed_method',
  'billed_note',
  'drift',
  'queue_seconds',
  'work_seconds',
  'prompt_sha256',
  'input_sha256',
  'error_code',
  'verified_cost',
  'verified_source',
  'disputed',
  'told_cost',
  'counted_cost',
  'revision',
];
