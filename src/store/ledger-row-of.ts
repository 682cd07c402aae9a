import { join } from 'node:path';
import type { Project } from '../project/index.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { sha256OfPrompt } from '../util/hash.ts';
import { usdFromMicros, usdOrNull } from '../util/money.ts';
import { billNote } from './bill-note.ts';
import { billedOf, costOf } from './cost-of.ts';
import { disputeOf } from './dispute.ts';
import type { Job, JobState } from './job.ts';
import { jobFolder } from './job-folder.ts';

/** A job as its row in the ledger. */
export function ledgerRowOf(context: { project: Project }, job: Job): LedgerRow {
  const { plan, bill } = job;
  const expected = plan.estimate.expected;
  const cost = costOf(job);
  const disputed = disputeOf(job) !== null;
  // What was never sent, or is disputed, puts no estimate to the test.
  const isTest = job.state !== 'not-sent' && !disputed;
  return {
    timestamp: job.times.planned ?? job.updated_at,
    task_slug: plan.task_slug,
    model_alias: plan.model_alias,
    endpoint_id: plan.endpoint_id,
    request_id: job.handle?.request_id ?? null,
    status: job.state,
    estimated_cost: usdOrNull(expected),
    estimated_cost_method: plan.estimate.rule,
    cost_currency: 'USD',
    billable_units_header: bill?.billable_units ?? null,
    output_files: job.outputs.map(({ path }) => path).join('|'),
    output_urls: job.outputs.map(({ url }) => url).join('|'),
    run_manifest: context.project.paths.relative(join(jobFolder(context, job), 'run.json')),
    job_id: job.job_id,
    experiment: plan.experiment,
    cell: plan.cell,
    simulated: job.simulated,
    reserved_cost: usdFromMicros(job.reserved_micros),
    billed_cost: usdOrNull(billedOf(job)),
    billed_method: bill?.method ?? (job.state === 'not-sent' ? 'not-accepted' : 'unknown'),
    billed_note: billNote(job),
    drift: !isTest || cost === null || expected === null ? null : usdFromMicros(cost - expected),
    queue_seconds: secondsBetween(job, 'submitting', ['running', 'completed']),
    work_seconds: job.inference_seconds ?? secondsBetween(job, 'running', ['completed']),
    prompt_sha256: plan.prompt === null ? null : sha256OfPrompt(plan.prompt),
    input_sha256: plan.inputs.find((input) => input.sha256 !== null)?.sha256 ?? null,
    error_code: job.error?.code ?? null,
    verified_cost: usdOrNull(job.verified?.micros ?? null),
    verified_source: job.verified === null ? null : `billing-events ${job.verified.source}`,
    disputed,
    told_cost: usdOrNull(job.told_micros),
    counted_cost: usdOrNull(cost),
    revision: job.revision,
  };
}

function secondsBetween(job: Job, from: JobState, to: readonly JobState[]): number | null {
  const start = job.times[from];
  const end = to.map((state) => job.times[state]).find((time) => time !== undefined);
  if (start === undefined || end === undefined) return null;
  return (Date.parse(end) - Date.parse(start)) / 1000;
}
