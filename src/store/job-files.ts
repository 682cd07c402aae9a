import { join } from 'node:path';
import type { FalAnswer } from '../fal/types.ts';
import { sha256OfPrompt } from '../util/hash.ts';
import type { Claim } from './claims.ts';
import { together } from '../util/together.ts';
import type { Store } from './store.ts';
import { hasEnded } from './fold.ts';
import { ledgerRowOf } from './ledger-row-of.ts';
import { notesOf } from './notes-of.ts';
import type { Job } from './job.ts';
import { type JobContext } from './job-context.ts';
import { jobFolder } from './job-folder.ts';

/**
 * The files of a run are made from the journal and from fal's answers: writing them again gives the same,
 * so a process that finishes another's job finishes its files too.
 */

/** `run.json`: the whole record of the job, readable alone. */
export async function writeManifest(context: JobContext, job: Job): Promise<void> {
  await context.blobs.writeJson(join(jobFolder(context, job), 'run.json'), manifestOf(context, job));
}

/** `create.json`: fal's answer to the submit, or how the request was found when that answer was lost. */
export async function writeCreate(context: JobContext, job: Job): Promise<void> {
  if (job.handle === null) return;
  const folder = jobFolder(context, job);
  // It stands there whole or not at all; only a request that was found may have been another's before.
  if (
    job.found_by === 'answer' &&
    (await context.blobs.find({ path: join(folder, 'create-headers.json') })) !== null
  )
    return;
  const { create_answer: answer, handle, found_by } = job;
  await context.blobs.writeJson(join(folder, 'create.json'), answer?.body ?? { ...handle, found_by });
  await context.blobs.writeJson(join(folder, 'create-headers.json'), outer(answer));
}

/** `final.json`: fal's result as it came. Written before the job counts as collected. */
export async function writeFinal({ blobs }: JobContext, folder: string, answer: FalAnswer): Promise<void> {
  await blobs.writeJson(join(folder, 'final.json'), answer.body);
  await blobs.writeJson(join(folder, 'final-headers.json'), outer(answer));
}

/**
 * `batch.json` and, for what has ended, `results.json` and the ledger: of the batches of these jobs. An experiment writes
 * the first two of its folder itself. What is asked for meanwhile is written in one go: of a thousand jobs of one batch
 * each would write the files of all.
 */
export function writeBatches(context: JobContext, jobs: readonly Job[]): Promise<void> {
  const write = writers.get(context.store) ?? together((all) => writeOnce(context, all));
  writers.set(context.store, write);
  return write(jobs);
}

const writers = new WeakMap<Store, (jobs: readonly Job[]) => Promise<void>>();

async function writeOnce(context: JobContext, jobs: readonly Job[]): Promise<void> {
  const { store, project, blobs } = context;
  const isLoose = ({ plan }: Job) => plan.experiment === null;
  await store.withLock(async (records) => {
    for (const batch of new Set(jobs.filter(isLoose).map(({ plan }) => plan.batch))) {
      const loose = await records.find({ batch, experiment: null });
      const reported = loose.filter(isReported);
      const folder = join(project.root, batch);
      if (loose.length > 0) await blobs.writeJson(join(folder, 'batch.json'), batchOf(context, loose));
      const rows = each(reported, (job) => ledgerRowOf(context, job));
      if (reported.length > 0) await blobs.writeJson(join(folder, 'results.json'), { rows });
    }
    const ids = [...new Set(jobs.map(({ job_id }) => job_id))];
    const now = (await records.find({ ids })).filter(isReported);
    if (now.length > 0) await store.putRows(now.map((job) => ledgerRowOf(context, job)));
  });
}

/** Brings every file of a job up to where it stands, gives up the claim, and notes that in the journal. */
export async function finalize(context: JobContext, job: Job, claim: Claim): Promise<Job> {
  await writeManifest(context, job);
  await writeCreate(context, job);
  await writeBatches(context, [job]);
  if (hasEnded(job)) await claim.discard();
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
    jobs: each(members, (job) => ({
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

/** What is made of each, as it is written: a batch may be long. */
function* each<Item, Made>(items: readonly Item[], make: (item: Item) => Made): Generator<Made> {
  for (const item of items) yield make(item);
}

function outer(answer: FalAnswer | null) {
  return answer === null ? null : { http_status: answer.http_status, headers: answer.headers };
}
