import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../util/clock.ts';
import { type Micros, multiplyToMicros } from '../util/money.ts';
import { priceTag } from './billing/bill.ts';
import type { FaultRule } from './faults/fault-plan.ts';
import type { SimulatedJob } from './job.ts';

/** One accepted submission and what came of it: the bill that a ledger is compared with. */
export interface BookEntry {
  request_id: string;
  endpoint_id: string;
  input_hash: string;
  /** The first accepted request with the same endpoint and input, if this is not it. */
  same_input_as: string | null;
  accepted_at: string;
  ended_at: string | null;
  /** Of the result; `null` while the job is open. */
  http_status: number | null;
  /** Removed from the queue before it ran. */
  removed: boolean;
  /** `null` while open and where nothing is billed. */
  billable_units: number | null;
  unit: string;
  unit_price: number;
  micros: Micros;
  downloads: number;
}

/** A key where no key belongs. The key itself is not written down. */
export interface Violation {
  at: string;
  what: 'key-on-media' | 'key-on-upload';
  method: string;
  path: string;
}

/** A fault that struck. */
export interface Strike {
  at: string;
  call: string;
  kind: FaultRule['kind'];
  request_id: string | null;
}

export interface BooksRecord {
  accepted: BookEntry[];
  total_micros: Micros;
  violations: Violation[];
  strikes: Strike[];
}

/** Entries, violations and strikes kept in memory; `books.jsonl` keeps all of them. */
const MOST_KEPT = 50_000;

/** What the simulator accepted and billed, by its own count. */
export class Books {
  readonly violations: Violation[] = [];
  readonly strikes: Strike[] = [];
  readonly #entries = new Map<string, BookEntry>();
  readonly #firstOfInput = new Map<string, string>();
  readonly #file: string;
  readonly #clock: Clock;
  #totalMicros: Micros = 0;
  /** What stands in the file already: an earlier simulator wrote it. */
  #before: ReadonlySet<string> = new Set();

  constructor(folder: string, clock: Clock) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, 'books.jsonl');
    this.#clock = clock;
    this.#write('started', {});
  }

  /** Takes over the jobs of an earlier simulator of this folder; what it had no time to write is written now. */
  restore(jobs: readonly { job: SimulatedJob; inputHash: string }[]): void {
    if (jobs.length === 0) return;
    this.#before = namesIn(readFileSync(this.#file, 'utf8'));
    for (const { job, inputHash } of jobs) {
      this.recordAccepted(job, inputHash);
      this.recordEnded(job);
    }
    this.#before = new Set();
  }

  /** Every accepted submission, oldest first. */
  accepted(): BookEntry[] {
    return [...this.#entries.values()];
  }

  /** The whole bill, micro-dollars. */
  totalMicros(): Micros {
    return this.#totalMicros;
  }

  entry(requestId: string): BookEntry | null {
    return this.#entries.get(requestId) ?? null;
  }

  toJSON(): BooksRecord {
    return {
      accepted: this.accepted(),
      total_micros: this.#totalMicros,
      violations: this.violations,
      strikes: this.strikes,
    };
  }

  recordAccepted(job: SimulatedJob, inputHash: string): void {
    const { endpoint_id } = job.model;
    const { unit, unit_price } = priceTag(job.model);
    const input = `${endpoint_id} ${inputHash}`;
    const first = this.#firstOfInput.get(input);
    if (first === undefined) this.#firstOfInput.set(input, job.id);
    const entry: BookEntry = {
      request_id: job.id,
      endpoint_id,
      input_hash: inputHash,
      same_input_as: first ?? null,
      accepted_at: job.acceptedAt.toISOString(),
      ended_at: null,
      http_status: null,
      removed: false,
      billable_units: null,
      unit,
      unit_price,
      micros: 0,
      downloads: 0,
    };
    this.#entries.set(job.id, entry);
    forgetOldest(this.#entries);
    forgetOldest(this.#firstOfInput);
    this.#write('accepted', entry);
  }

  recordEnded(job: SimulatedJob): void {
    const entry = this.#entries.get(job.id);
    if (entry === undefined || job.outcome === null) return;
    entry.ended_at = job.endedAt?.toISOString() ?? null;
    entry.http_status = job.outcome.http_status;
    entry.removed = job.removed;
    entry.billable_units = job.outcome.billable_units;
    entry.micros = multiplyToMicros(entry.billable_units ?? 0, entry.unit_price);
    this.#totalMicros += entry.micros;
    this.#write('ended', entry);
  }

  recordDownload(requestId: string): void {
    const entry = this.#entries.get(requestId);
    if (entry === undefined) return;
    entry.downloads += 1;
    this.#write('download', { request_id: requestId });
  }

  recordViolation(what: Violation['what'], method: string, path: string): void {
    const violation = { at: this.#now(), what, method, path };
    if (this.violations.length < MOST_KEPT) this.violations.push(violation);
    this.#write('violation', violation);
  }

  recordStrike(call: string, kind: Strike['kind'], requestId: string | null): void {
    const strike = { at: this.#now(), call, kind, request_id: requestId };
    if (this.strikes.length < MOST_KEPT) this.strikes.push(strike);
    this.#write('strike', strike);
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }

  /** At once and in order, so that the file is true even if the simulator is killed with the next breath. */
  #write(event: string, facts: object & { request_id?: string | null }): void {
    if (this.#before.has(`${event} ${facts.request_id}`)) return;
    appendFileSync(this.#file, `${JSON.stringify({ event, ...facts })}\n`);
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > MOST_KEPT && oldest !== undefined) map.delete(oldest);
}

function namesIn(text: string): Set<string> {
  const names = text.matchAll(/^\{"event":"(\w+)","request_id":"([^"]+)"/gm);
  return new Set([...names].map(([, event, id]) => `${event} ${id}`));
}
