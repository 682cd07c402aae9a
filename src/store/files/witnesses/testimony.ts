import type { LedgerRow } from '../../../ledger/ledger-row.ts';
import { type Micros, microsFromUsd } from '../../../util/money.ts';
import { costOf } from '../../cost-of.ts';
import { hasEnded } from '../../fold.ts';
import type { Job } from '../../job.ts';
import type { Gap } from '../../gaps.ts';
import { jobOf, type Manifest } from './manifest.ts';

/** What somebody else than the journal knows of a job: the ledger, the files of its run, or a process that read it before. */
export interface Testimony {
  job_id: string;
  /** Of how many lasting events it speaks; `null` where that is not written. */
  revision: number | null;
  /** Whether fal may have it. */
  was_sent: boolean;
  request_id: string | null;
  /** What it cost; `null` while that is not known. */
  cost: Micros | null;
  /** What it counts as: its cost, else what was reserved; `null` where neither can be read. */
  counts: Micros | null;
}

/** The jobs that the journal does not know, or knows less of than a witness. */
export function gapsIn(testimonies: Iterable<Testimony>, isBehind: (testimony: Testimony) => boolean): Gap[] {
  const gaps = new Map<string, Gap>();
  for (const testimony of testimonies) {
    const { job_id, counts, revision } = testimony;
    if (!isBehind(testimony)) continue;
    const before = gaps.get(job_id) ?? { counts: null, revision: 0 };
    gaps.set(job_id, {
      job_id,
      counts: dearest([before.counts, counts]),
      revision: Math.max(before.revision, revision ?? 0),
    });
  }
  return [...gaps.values()];
}

/** Files are made from the journal, after it: what counts fewer events is only old. */
export function saysMore({ revision, was_sent, request_id, cost }: Testimony, job: Job | undefined): boolean {
  if (job === undefined) return true;
  if (revision !== null) return revision > job.revision;
  // A file of before revisions were counted: what can be told from it without them.
  const upToDate = job.finalized || !hasEnded(job);
  return (
    (was_sent && job.state === 'planned') ||
    (request_id !== null && job.handle === null && job.state !== 'not-sent') ||
    (cost !== null && upToDate && costOf(job) === null)
  );
}

export function testimonyOfJob(job: Job): Testimony {
  const { job_id, revision, handle } = job;
  const cost = costOf(job);
  const was_sent = job.state !== 'planned' && job.state !== 'not-sent';
  const counts = cost ?? job.reserved_micros;
  return { job_id, revision, was_sent, request_id: handle?.request_id ?? null, cost, counts };
}

export function testimonyOfRow(row: LedgerRow): Testimony {
  const { job_id, revision, request_id, status } = row;
  const cost = status === 'not-sent' ? 0 : readMicros(row.counted_cost);
  const reserved = dearest([row.reserved_cost, row.estimated_cost].map(readMicros));
  return { job_id, revision, was_sent: status !== 'not-sent', request_id, cost, counts: cost ?? reserved };
}

export function testimonyOfManifest(manifest: Manifest): Testimony {
  const job = jobOf(manifest);
  if (job !== null) return testimonyOfJob(job);
  const { job_id, revision, status, handle, bill, verified } = manifest;
  const was_sent = status !== 'not-sent' && status !== 'planned';
  const cost = status === 'not-sent' ? 0 : (verified?.micros ?? bill?.micros ?? null);
  const counts = cost ?? dearest([manifest.reserved_micros, manifest.estimate.expected]);
  return { job_id, revision, was_sent, request_id: handle?.request_id ?? null, cost, counts };
}

/** A run whose record cannot be read. */
export const onlyNamed = (job_id: string): Testimony => ({
  job_id,
  revision: null,
  was_sent: true,
  request_id: null,
  cost: null,
  counts: null,
});

export const dearest = (amounts: readonly (Micros | null)[]): Micros | null =>
  amounts.reduce(
    (most, amount) => (amount !== null && (most === null || amount > most) ? amount : most),
    null,
  );

/** A table may have been edited by hand. */
export const readMicros = (usd: unknown) =>
  typeof usd === 'number' && Number.isFinite(usd) && usd >= 0 ? microsFromUsd(usd) : null;
