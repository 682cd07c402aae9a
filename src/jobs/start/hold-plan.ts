import { checkPlanCaps } from '../../budget/caps.ts';
import { checkQuote, issueQuote, type QuoteSubject } from '../../budget/quote.ts';
import { asFalVideoError, budgetError } from '../../errors.ts';
import { newId } from '../../util/ids.ts';
import { tryAcquire } from '../../util/lock.ts';
import { formatUsd, type Micros } from '../../util/money.ts';
import { claimsOf, claimsOfHolds } from './claims.ts';
import type { ExperimentMoney, HeldPart } from './hold.ts';
import { type PlanPrice, planPrices } from './plan-prices.ts';
import type { Planned } from './prepare.ts';
import { usedIn } from './start.ts';
import type { Job } from '../types.ts';
import type { Workbench } from '../workbench.ts';

/** The jobs of an experiment that are about to be started, each with an idempotency key of its own. */
export interface HoldRequest {
  experiment: string;
  /** Where it keeps its files; an experiment that has a folder keeps that one. */
  batch: string;
  jobs: readonly Planned[];
  quote_id?: string | undefined;
}

export interface Hold {
  hold_id: string;
  /** Held in all. */
  total: Micros;
}

/** What a user is asked to agree to: the jobs that were never agreed to, at these prices. */
export interface PlanQuote {
  quote_id: string;
  expires_at: string;
  jobs: number;
  total: Micros;
  /** What the total rests on, by model and rule. */
  prices: PlanPrice[];
  /** Why even a yes would not be enough: a cap; `null` where they all hold. */
  refusal: string | null;
}

const AGAIN = 'Call run_experiment again without a quote_id: it shows the price of now and gives a new one.';

/**
 * Reserves the money of a whole plan in one step under the journal's lock, before its first job: the quote is
 * checked and the caps are held against everything else. The caller holds the experiment's own lock.
 */
export async function holdPlan(bench: Workbench, request: HoldRequest, secret: Buffer): Promise<Hold> {
  const { experiment, batch, jobs: planned } = request;
  const hold_id = newId('hold');
  const parts = partsOf(planned);
  await bench.book.decide(async (jobs, _, holds) => {
    const now = bench.clock.now();
    const used = usedIn(jobs, holds.all);
    const quote_id = agreedQuote(bench, request, holds.all.get(experiment), secret, now, used);
    checkCapsOf(bench, request, jobs.values(), holds.all);
    await holds.append({ type: 'held', experiment, hold_id, batch, quote_id, parts });
  });
  return { hold_id, total: total(parts) };
}

/** The quote that this plan needs; `null` where it needs none, be it agreed to or cheap. */
export async function quotePlan(
  bench: Workbench,
  request: HoldRequest,
  secret: Buffer,
): Promise<PlanQuote | null> {
  const money = await bench.book.money();
  const fresh = notAgreed(request, money.get(request.experiment));
  if (!needsQuote(bench, fresh)) return null;
  const quote = issueQuote(subjectOf(request.experiment, fresh), secret, bench.clock.now());
  let refusal: string | null = null;
  try {
    checkCapsOf(bench, request, await bench.book.all(), money);
  } catch (thrown) {
    const { message, next } = asFalVideoError(thrown);
    refusal = `${message} ${next ?? ''}`;
  }
  return { ...quote, jobs: fresh.length, total: total(partsOf(fresh)), prices: planPrices(fresh), refusal };
}

function checkCapsOf(
  bench: Workbench,
  { experiment, jobs: planned }: HoldRequest,
  jobs: Iterable<Job>,
  money: ReadonlyMap<string, ExperimentMoney>,
): void {
  const now = bench.clock.now();
  const others = claimsOfHolds(money.values(), now, (other) => other === experiment);
  const wanted = planned.map(({ reserved }) => reserved);
  checkPlanCaps(wanted, [...claimsOf(jobs), ...others], bench.project.config, now, experiment);
}

/** Gives back what is held for jobs that were not started. */
export async function releaseHold(bench: Workbench, experiment: string, holdId: string): Promise<void> {
  await bench.book.decide(async (_, __, holds) => {
    const { open } = holds.all.get(experiment) ?? {};
    if (open?.hold_id !== holdId) return;
    await holds.append({ type: 'hold-released', experiment, hold_id: holdId });
  });
}

/** Gives back what runs hold that died: their lock is free, and nobody is going to start those jobs. */
export async function releaseDeadHolds(bench: Workbench): Promise<void> {
  for (const { experiment, open } of (await bench.book.money()).values()) {
    if (open === null) continue;
    const lock = await tryAcquire(bench.project.places.experimentLock(experiment));
    if (lock === null) continue;
    try {
      await releaseHold(bench, experiment, open.hold_id);
    } finally {
      await lock.release();
    }
  }
}

function agreedQuote(
  bench: Workbench,
  { experiment, jobs, quote_id }: HoldRequest,
  known: ExperimentMoney | undefined,
  secret: Buffer,
  now: Date,
  used: (quoteId: string) => boolean,
): string | null {
  const fresh = notAgreed({ jobs }, known);
  if (!needsQuote(bench, fresh)) return null;
  const most = total(partsOf(fresh));
  if (quote_id === undefined) {
    throw budgetError({
      code: 'QUOTE_NEEDED',
      message: `The ${fresh.length} new jobs of ${experiment} cost up to ${formatUsd(most)}, above ${formatUsd(bench.project.config.ask_above)}: that needs a quote. Nothing was sent.`,
      next: 'Show the price to the user; then call again with the quote_id of this answer.',
    });
  }
  checkQuote(quote_id, subjectOf(experiment, fresh), secret, now, used, AGAIN);
  return quote_id;
}

/** Jobs that were never held before, or not at this price. */
function notAgreed({ jobs }: Pick<HoldRequest, 'jobs'>, known: ExperimentMoney | undefined): Planned[] {
  return jobs.filter(({ plan, reserved }) => {
    const agreed = known?.agreed.get(plan.idempotency_key ?? '');
    return agreed === undefined || reserved > agreed;
  });
}

const needsQuote = ({ project }: Workbench, fresh: readonly Planned[]) =>
  fresh.some(({ plan }) => plan.estimate.high === null) || total(partsOf(fresh)) > project.config.ask_above;

/** A quote is bound to each of the jobs and its price. */
function subjectOf(experiment: string, fresh: readonly Planned[]): QuoteSubject {
  const parts = partsOf(fresh).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { endpoint_id: `experiment ${experiment}`, arguments: { parts }, high: total(parts) };
}

const partsOf = (planned: readonly Planned[]): HeldPart[] =>
  planned.map(({ plan, reserved }) => ({ key: plan.idempotency_key ?? '', reserved_micros: reserved }));

const total = (parts: readonly HeldPart[]) =>
  parts.reduce((sum, { reserved_micros }) => sum + reserved_micros, 0);
