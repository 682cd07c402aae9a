import { unknownBill } from '../../../budget/bill.ts';
import { costOf } from '../../cost-of.ts';
import { applies, fold, isEventType } from '../../fold.ts';
import type { Job, JobEvent, TimedEvent } from '../../job.ts';
import type { Evidence } from './evidence.ts';
import { type Around, outlineOf } from './outline.ts';
import { dearest, type Testimony, testimonyOfManifest, testimonyOfRow } from './testimony.ts';

export interface Rebuilt {
  /** Those that the journal lacks, oldest first. */
  events: TimedEvent[];
  /** The job with them. */
  job: Job;
}

/**
 * The events of a job as far as its files tell of them: its own copy, then whatever they know beyond it. In words, why it
 * cannot be: where nothing says what the job may cost, or what they say cannot follow what the journal has.
 */
export function rebuild(evidence: Evidence, known: Job | undefined, around: Around): Rebuilt | string {
  const events: TimedEvent[] = [];
  let job = known;
  const add = (at: string, event: JobEvent) => {
    if (!applies(job, event)) return;
    job = fold(job, { v: 1, at, job: evidence.job_id, event });
    events.push({ at, event });
  };
  const copy = (evidence.manifest?.events ?? []) as TimedEvent[];
  if (copy.every(({ event }) => isEventType(event.type))) for (const { at, event } of copy) add(at, event);
  for (const { at, event } of outlineOf(evidence, around)) add(at, event);
  if (job === undefined) return whyNot(evidence);

  const best = bestOf(evidence);
  const cost = dearest(best.map((one) => one.cost));
  if (cost !== null && cost > (costOf(job) ?? -1))
    add(job.updated_at, { type: 'billed', bill: dearer(cost) });
  const counts = costOf(job) ?? job.reserved_micros;
  if (counts < (dearest(best.map((one) => one.counts)) ?? 0)) {
    return `the journal has it as ${job.state}, and its files tell of more than can follow from that`;
  }
  return { events, job };
}

/** Of what counted the most events: what counted fewer is only old. */
function bestOf({ manifest, row }: Evidence): Testimony[] {
  const told = [
    ...(manifest === null ? [] : [testimonyOfManifest(manifest)]),
    ...(row === null ? [] : [testimonyOfRow(row)]),
  ];
  const newest = Math.max(...told.map(({ revision }) => revision ?? 0));
  return told.filter(({ revision }) => (revision ?? 0) === newest);
}

const dearer = (micros: number) => ({
  ...unknownBill('The files of this job disagree, or were read in part: this is the dearest that they say.'),
  micros,
});

function whyNot({ unreadable }: Evidence): string {
  const record = unreadable === null ? 'there is no run.json' : `run.json cannot be read (${unreadable})`;
  return `${record}, and neither the ledger nor batch.json says what it is or may cost`;
}
