import { join } from 'node:path';
import type { QueueHandle } from '../fal/types.ts';
import type { Micros } from '../util/money.ts';
import { costOf } from './cost-of.ts';
import type { Restored } from './store.ts';
import { isReported, writeBatches } from './job-files.ts';
import type { Job } from './job.ts';
import type { JobContext } from './job-context.ts';
import { openEvidence } from './files/witnesses/evidence.ts';
import { rebuild } from './files/witnesses/rebuild.ts';

/** What a repair would write, or has written. */
export interface RepairPlan {
  jobs: RepairedJob[];
  /** What cannot be: nothing is spent until it is. */
  refused: { job_id: string; reason: string; next: string }[];
}

export interface RepairedJob {
  /** As it is afterwards. */
  job: Job;
  /** Whether the journal knew nothing of it; else it lacked its last events. */
  was_missing: boolean;
  /** What it counts as against the caps. */
  counts: Micros;
  /** The files that it is told from, relative to the project. */
  from: string[];
  events: Restored[];
  /** A record that cannot be read is kept under another name. */
  unreadable: string | null;
}

/** Finds out what can be written into the journal anew. Writes nothing. */
export async function planRepair(context: JobContext): Promise<RepairPlan> {
  const { store, project, clock } = context;
  const gaps = await store.gaps();
  const evidenceOf = await openEvidence(project.paths);
  const plan: RepairPlan = { jobs: [], refused: [] };
  const now = clock.now().toISOString();
  const around = { now, simulated: context.fal.hosts.simulated, handleFor: handles(context) };
  for (const { job_id, revision } of gaps) {
    const one = await evidenceOf(job_id);
    const { folder, from } = one;
    const known = await store.find({ ids: [job_id] });
    const rebuilt = rebuild(one, known[0], around);
    if (typeof rebuilt === 'string') {
      plan.refused.push({
        job_id,
        reason: rebuilt,
        next: nextFor(folder && project.paths.relative(folder)),
      });
      continue;
    }
    const events = [...rebuilt.events, { at: now, event: { type: 'restored' as const, revision, from } }];
    plan.jobs.push({
      job: rebuilt.job,
      was_missing: known.length === 0,
      counts: costOf(rebuilt.job) ?? rebuilt.job.reserved_micros,
      from,
      events: events.map((event) => ({ job_id, ...event })),
      unreadable: one.unreadable === null || folder === null ? null : join(folder, 'run.json'),
    });
  }
  return plan;
}

/** Writes it, in the order in which it happened, and then the files that follow from the journal. */
export async function carryOutRepair(context: JobContext, { jobs }: RepairPlan): Promise<void> {
  await context.store.restore(inOrder(jobs.map(({ events }) => events)));
  for (const { unreadable } of jobs) {
    if (unreadable !== null) await context.blobs.keep(unreadable, { path: `${unreadable}.unreadable` });
  }
  await writeBatches(context, jobs.map(({ job }) => job).filter(isReported));
}

/** By their times, and each job's own as they stand: a clock may have been set back between them. */
function inOrder(lists: readonly Restored[][]): Restored[] {
  const timed = lists.flatMap((events) => {
    let latest = '';
    return events.map((event) => {
      latest = event.at > latest ? event.at : latest;
      return { event, latest };
    });
  });
  return timed.toSorted((a, b) => a.latest.localeCompare(b.latest)).map(({ event }) => event);
}

/** A request that cannot be asked about is found in fal's history, or by the user. */
const handles =
  ({ fal }: JobContext) =>
  (endpointId: string, requestId: string): QueueHandle | null => {
    try {
      return fal.handleFor(endpointId, requestId);
    } catch {
      return null;
    }
  };

const nextFor = (folder: string | null) =>
  folder === null
    ? 'Bring experiments/fal back from a backup.'
    : `Bring ${folder}/run.json back from a backup. Who knows that the job cost nothing may remove that folder.`;
