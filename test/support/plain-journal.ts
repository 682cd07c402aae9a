import type { Commitment } from '../../src/budget/caps.ts';
import { billedOf, costOf, isAboveQuote, isBelowQuote } from '../../src/store/cost-of.ts';
import { disputeOf } from '../../src/store/dispute.ts';
import { sumOfKnown } from '../../src/util/money.ts';
import { fold, hasEnded, mayBeAskedAgain } from '../../src/store/fold.ts';
import type { Job } from '../../src/store/job.ts';
import type { StoreEvent } from '../../src/store/reservations.ts';
import { hasLostRequest, mayAppend, otherOwner, withoutRequest } from '../../src/store/requests.ts';
import {
  drawOn,
  foldReservation,
  isReservationEvent,
  type ReservationAccount,
} from '../../src/store/reservations.ts';
import {
  type DamageNoted,
  digestOf,
  isBlank,
  type JournalEntry,
  parseLine,
} from '../../src/ledger/journal-line.ts';
import type { JournalProblem } from '../../src/ledger/journal-line.ts';
import type { CellJob, JobQuery, ModelCosts, PaidJob, Strayed } from '../../src/store/records.ts';

/** What a journal tells, folded from all of its lines at once and kept in memory: what an index is held against. */
export interface PlainJournal {
  jobs: Map<string, Job>;
  accounts: Map<string, ReservationAccount>;
  requests: Map<string, string>;
  /** Those that a reservation was agreed to with. */
  quotes: Set<string>;
  problems: JournalProblem[];
  entries: number;
}

export function plainJournal(text: string): PlainJournal {
  const plain: PlainJournal = {
    jobs: new Map(),
    accounts: new Map(),
    requests: new Map(),
    quotes: new Set(),
    problems: [],
    entries: 0,
  };
  const noted = new Set<string>();
  const submitted: { problem: JournalProblem; request: string }[] = [];
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    if (isBlank(line)) continue;
    const parsed = parseLine<StoreEvent>(line);
    if (parsed.kind === 'bad') {
      const { problem, sha256 } = parsed;
      // A torn tail is a writer at work.
      const isTail = at === lines.length - 1 && problem === 'torn';
      if (!isTail) plain.problems.push({ line: at + 1, problem, sha256, noted: false });
      continue;
    }
    const { entry } = parsed;
    if (isNote(entry)) {
      noted.add(entry.event.line_sha256);
    } else {
      plain.entries++;
      take(plain, entry as JournalEntry<StoreEvent>);
      if (entry.event.type !== 'submitted') continue;
      const problem = {
        line: at + 1,
        problem: 'unowned',
        sha256: digestOf(line),
        noted: false,
      } as const;
      submitted.push({ problem, request: entry.event.handle.request_id });
    }
  }
  const owned = new Set([...plain.jobs.values()].map(({ handle }) => handle?.request_id));
  plain.problems.push(
    ...submitted.filter(({ request }) => !owned.has(request)).map(({ problem }) => problem),
  );
  plain.problems.sort((a, b) => a.line - b.line);
  for (const problem of plain.problems) problem.noted = noted.has(problem.sha256);
  return plain;
}

const isNote = (entry: JournalEntry<StoreEvent | DamageNoted>): entry is JournalEntry<DamageNoted> =>
  entry.event.type === 'damage-noted';

function take(plain: PlainJournal, { event, ...rest }: JournalEntry<StoreEvent>): void {
  const { jobs, accounts, requests, quotes } = plain;
  if (isReservationEvent(event)) {
    foldReservation(accounts, event);
    if (event.type === 'held' && event.quote_id !== null) quotes.add(event.quote_id);
    return;
  }
  if (rest.job === null || !mayAppend(plain, rest.job, event)) return;
  const loser = otherOwner(plain, rest.job, event);
  if (loser !== undefined) jobs.set(loser.job_id, withoutRequest(loser, rest.job, rest.at));
  const before = jobs.get(rest.job);
  const job = fold(before, { ...rest, event });
  if (job === undefined || job === before) return;
  jobs.set(rest.job, job);
  if (event.type === 'planned') drawOn(accounts, job.plan);
  if (event.type === 'submitted') requests.set(event.handle.request_id, rest.job);
}

const plannedAt = (job: Job) => job.times.planned ?? job.updated_at;
const newestFirst = (a: Job, b: Job) =>
  plannedAt(b).localeCompare(plannedAt(a)) || (a.job_id < b.job_id ? 1 : -1);

export function plainFind({ jobs }: PlainJournal, query: JobQuery): Job[] {
  const { limit = Infinity, after } = query;
  const ordered = query.newest ? [...jobs.values()].toSorted(newestFirst) : [...jobs.values()];
  const from = after === undefined ? 0 : ordered.findIndex(({ job_id }) => job_id === after) + 1;
  // Behind a job that is not there stands none.
  const rest = after !== undefined && from === 0 ? [] : ordered.slice(from);
  return rest.filter((job) => fits(job, query)).slice(0, limit);
}

function fits(job: Job, query: JobQuery): boolean {
  const { ids, states, experiment, batch, endpoint, keys } = query;
  const { plan } = job;
  const conditions = [
    ids?.includes(job.job_id),
    states?.includes(job.state),
    query.open && !hasEnded(job),
    query.ended && hasEnded(job),
    query.ended_since === undefined ? undefined : endedSince(job, query.ended_since),
    query.unfinalized && !job.finalized,
    query.unfinished && (!hasEnded(job) || !job.finalized),
    query.ask_again && mayBeAskedAgain(job),
    query.lost_request && hasLostRequest(job),
    query.in_trouble && (mayBeAskedAgain(job) || job.retry !== null),
    query.bill_unknown && wasSent(job) && billedOf(job) === null,
    query.disputed && disputeOf(job) !== null,
    query.unverified_since === undefined
      ? undefined
      : hasEnded(job) &&
        job.handle !== null &&
        job.verified === null &&
        (costOf(job) !== 0 || endedSince(job, query.unverified_since)),
    experiment === undefined ? undefined : plan.experiment === experiment,
    batch === undefined ? undefined : plan.batch === batch,
    endpoint === undefined ? undefined : plan.endpoint_id === endpoint,
    keys && plan.idempotency_key !== null && keys.includes(plan.idempotency_key),
  ];
  return !conditions.includes(false);
}

const wasSent = ({ state }: Job) => state !== 'planned' && state !== 'not-sent';
const endedSince = (job: Job, since: string) => hasEnded(job) && (job.times[job.state] ?? '') >= since;

/** What each job has taken of the caps. */
export const plainCommitments = ({ jobs }: PlainJournal): Commitment[] =>
  [...jobs.values()].map((job) => ({
    at: job.times.planned ?? job.updated_at,
    experiment: job.plan.experiment,
    reserved: job.reserved_micros,
    billed: costOf(job),
  }));

/** Newest first. */
export const plainPaid = ({ jobs }: PlainJournal, endpointId: string, compared: boolean): PaidJob[] =>
  [...jobs.values()]
    .toSorted(newestFirst)
    .filter(({ state, plan }) => state === 'collected' && plan.endpoint_id === endpointId)
    .filter((job) => disputeOf(job) === null && (!compared || (job.plan.estimate.expected ?? 0) > 0))
    .flatMap((job) => {
      const cost = costOf(job);
      const { expected } = job.plan.estimate;
      return cost === null ? [] : [{ cost, expected, above_quote: isAboveQuote(job) }];
    });

export const plainDisputed = ({ jobs }: PlainJournal, endpointId: string): Job[] =>
  [...jobs.values()].filter((job) => job.plan.endpoint_id === endpointId && disputeOf(job) !== null);

export const plainIsAgreed = ({ jobs, quotes }: PlainJournal, quoteId: string): boolean =>
  quotes.has(quoteId) || [...jobs.values()].some(({ plan }) => plan.quote_id === quoteId);

/** The newest first. */
export const plainExperiments = ({ jobs }: PlainJournal): string[] => [
  ...new Set([...jobs.values()].toSorted(newestFirst).flatMap(({ plan }) => plan.experiment ?? [])),
];

/** The jobs that speak for the cells of an experiment. */
export function plainCells({ jobs }: PlainJournal, experiment: string): CellJob[] {
  const found = new Map<string, { job: Job; attempts: number }>();
  for (const job of jobs.values()) {
    const { cell } = job.plan;
    if (job.plan.experiment !== experiment || cell === null) continue;
    const before = found.get(cell);
    const attempts = (before?.attempts ?? 0) + (job.state === 'not-sent' ? 0 : 1);
    found.set(cell, { job: before !== undefined && outweighs(before.job, job) ? before.job : job, attempts });
  }
  return [...found].map(([cell, { job, attempts }]) => ({
    cell,
    job_id: job.job_id,
    state: job.state,
    attempts,
    request_id: job.handle?.request_id ?? null,
    expected: job.plan.estimate.expected,
    cost: costOf(job),
    has_video: job.outputs.some(({ video, role }) => role !== 'side' && video !== null),
  }));
}

const outweighs = (before: Job, after: Job) =>
  before.state === 'collected' || (after.state === 'not-sent' && before.state !== 'not-sent');

/** By name of the model. */
export function plainModelCosts({ jobs }: PlainJournal): ModelCosts[] {
  const sent = [...jobs.values()].filter(wasSent);
  const models = [...new Set(sent.map(modelOf))].toSorted();
  return models.map((model) =>
    costsOf(
      model,
      sent.filter((job) => modelOf(job) === model),
    ),
  );
}

const modelOf = ({ plan }: Job) => plan.model_alias ?? plan.endpoint_id;

function costsOf(model: string, own: readonly Job[]): ModelCosts {
  const over = own.filter((job) => hasEnded(job) || job.state === 'unknown');
  const compared = over.flatMap((job) => {
    const [estimated, cost] = [job.plan.estimate.expected, costOf(job)];
    const isTold = job.state === 'collected' && disputeOf(job) === null;
    return isTold && estimated !== null && cost !== null ? [{ estimated, cost }] : [];
  });
  const differences = over.flatMap((job) => {
    const billed = billedOf(job);
    return billed === null || job.verified === null || billed === job.verified.micros
      ? []
      : [job.verified.micros - billed];
  });
  return {
    model,
    jobs: over.length,
    estimated: knownSum(over.map(({ plan }) => plan.estimate.expected)),
    billed: knownSum(over.map(billedOf)),
    verified: knownSum(over.map(({ verified }) => verified?.micros ?? null)),
    cost: knownSum(over.map(costOf)),
    disputed: over.filter((job) => disputeOf(job) !== null).length,
    compared: {
      jobs: compared.length,
      estimated: sumOfKnown(compared.map(({ estimated }) => estimated)),
      cost: sumOfKnown(compared.map(({ cost }) => cost)),
    },
    disagreeing: { jobs: differences.length, by: sumOfKnown(differences) },
    paid: own.filter((job) => costOf(job) !== null).length,
    above_quote: strayed(own.filter(isAboveQuote).toSorted((a, b) => timesOf(b) - timesOf(a))),
    below_quote: strayed(own.filter(isBelowQuote).toSorted((a, b) => timesOf(a) - timesOf(b))),
  };
}

function knownSum(amounts: readonly (number | null)[]) {
  const known = amounts.filter((amount) => amount !== null);
  return { sum: sumOfKnown(known), known: known.length };
}

const strayed = ([most, ...others]: readonly Job[]): Strayed | null =>
  most === undefined ? null : { jobs: others.length + 1, most: most.job_id };

const timesOf = (job: Job) =>
  (disputeOf(job)?.billed ?? costOf(job) ?? 0) / (job.plan.estimate.expected ?? job.reserved_micros);
