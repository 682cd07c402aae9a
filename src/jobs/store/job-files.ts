import { join } from 'node:path';
import type { FalAnswer } from '../../fal/types.ts';
import { putLedgerRows } from '../../ledger/ledger.ts';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { writeJson } from '../../util/atomic-file.ts';
import { sha256OfPrompt } from '../../util/hash.ts';
import type { Lock } from '../../util/lock.ts';
import { hasEnded } from './fold.ts';
import { ledgerRowOf } from './ledger-row-of.ts';
import { notesOf } from './notes-of.ts';
import type { Job } from './job.ts';
import { jobFolder, type JobContext } from './job-context.ts';

/**
 * The files of a run are made from the journal and from fal's answers: writing them again gives the same,
 * so a process that finishes another's job finishes its files too.
 */

/** `run.json`: the whole record of the job, readable alone. */
export async function writeManifest(context: JobContext, job: Job): Promise<void> {
  await writeJson(join(jobFolder(context, job), 'run.json'), manifestOf(context, job));
}

/** `create.json`: fal's answer to the submit, or how the request was found when that answer was lost. */
export async function writeCreate(context: JobContext, job: Job): Promise<void> {
  if (job.handle === null) return;
  const folder = jobFolder(context, job);
  const { create_answer: answer, handle, found_by } = job;
  await writeJson(join(folder, 'create.json'), answer?.body ?? { ...handle, found_by });
  await writeJson(join(folder, 'create-headers.json'), outer(answer));
}

/** `final.json`: fal's result as it came. Written before the job counts as collected. */
export async function writeFinal(folder: string, answer: FalAnswer): Promise<void> {
  await writeJson(join(folder, 'final.json'), answer.body);
  await writeJson(join(folder, 'final-headers.json'), outer(answer));
}

/**
 * `batch.json` and, for what has ended, `results.json` and the ledger: of several batches in one go. An
 * experiment writes the first two of its folder itself; of its jobs only those of `which` go to the ledger.
 */
export async function writeBatches(
  context: JobContext,
  batches: ReadonlySet<string>,
  which: (job: Job) => boolean = () => true,
): Promise<void> {
  await context.store.withLock(async (jobs) => {
    const reported: LedgerRow[] = [];
    for (const batch of batches) {
      const ofBatch = [...jobs.values()].filter(({ plan }) => plan.batch === batch);
      const loose = ofBatch.filter(({ plan }) => plan.experiment === null);
      const rows = loose.filter(isReported).map((job) => ledgerRowOf(context, job));
      const folder = join(context.project.root, batch);
      if (loose.length > 0) await writeJson(join(folder, 'batch.json'), batchOf(context, loose));
      if (rows.length > 0) await writeJson(join(folder, 'results.json'), { rows });
      const cells = ofBatch
        .filter(({ plan }) => plan.experiment !== null)
        .filter(isReported)
        .filter(which);
      reported.push(...rows, ...cells.map((job) => ledgerRowOf(context, job)));
    }
    if (reported.length > 0) await putLedgerRows(context.project.paths, reported);
  });
}

export const writeBatch = (context: JobContext, { plan, job_id }: Job) =>
  writeBatches(context, new Set([plan.batch]), (job) => job.job_id === job_id);

/** Brings every file of a job up to where it stands, lets go of its lock, and notes that in the journal. */
export async function finalize(context: JobContext, job: Job, lock: Lock): Promise<Job> {
  await writeManifest(context, job);
  await writeCreate(context, job);
  await writeBatch(context, job);
  if (hasEnded(job)) await lock.discard();
  return (await context.store.record(job, { type: 'filed' })).job;
}

/** A run stands in the ledger once there is something to say: an end, an unknown outcome, what stands in its way. */
const REPORTED: readonly Job['state'][] = [
  'collected',
  'failed',
  'cancelled',
  'expired',
  'not-sent',
  'unknown',
];
export const isReported = (job: Job) => REPORTED.includes(job.state) || job.retry !== null;

function manifestOf(context: JobContext, job: Job) {
  const { plan } = job;
  return {
    job_id: job.job_id,
    simulated: job.simulated,
    status: job.state,
    revision: job.revision,
    timestamp: job.times.planned,
    times: job.times,
    task_slug: plan.task_slug,
    provider: 'fal',
    model_alias: plan.model_alias,
    endpoint_id: plan.endpoint_id,
    prompt_text: plan.prompt,
    prompt_hash: plan.prompt === null ? null : sha256OfPrompt(plan.prompt),
    inputs: plan.inputs,
    resolved_arguments: job.sent_arguments ?? plan.arguments,
    fields: plan.fields,
    submit_options: plan.options,
    request_id: job.handle?.request_id ?? null,
    handle: job.handle,
    found_by: job.found_by,
    cancel_answer: job.cancel_answer,
    estimate: plan.estimate,
    quote_id: plan.quote_id,
    reserved_micros: job.reserved_micros,
    bill: job.bill,
    verified: job.verified,
    told_micros: job.told_micros,
    cost: ledgerRowOf(context, job).billed_cost,
    cost_currency: 'USD',
    outputs: job.outputs,
    missing: job.missing,
    retry: job.retry,
    final_answer: job.final_answer,
    error: job.error,
    note: job.note,
    notes: notesOf(job),
    experiment: plan.experiment,
    cell: plan.cell,
    // As the journal has them: from here they can be written anew if it is lost.
    events: job.events,
  };
}

function batchOf(context: JobContext, members: readonly Job[]) {
  return {
    simulated: context.fal.hosts.simulated,
    created_at: members[0]?.times.planned,
    task_slug: members[0]?.plan.task_slug,
    jobs: members.map((job) => ({
      job_id: job.job_id,
      model_alias: job.plan.model_alias,
      endpoint_id: job.plan.endpoint_id,
      prompt: job.plan.prompt,
      inputs: job.plan.inputs,
      arguments: job.plan.arguments,
      estimate: job.plan.estimate,
      reserved_micros: job.reserved_micros,
      folder: context.project.paths.relative(jobFolder(context, job)),
    })),
  };
}

function outer(answer: FalAnswer | null) {
  return answer === null ? null : { http_status: answer.http_status, headers: answer.headers };
}
