import { type Allowance, allowance, type Refusal, refusalOf, type Scope } from '../../budget/caps.ts';
import { checkQuote, type QuoteTerms } from '../../budget/quote.ts';
import { budgetError } from '../../errors.ts';
import type { Config } from '../../project/config.ts';
import { sumOf } from '../../util/money.ts';
import { commitmentsOf, commitmentsOfReservations } from '../store/commitments.ts';
import type { Job } from '../store/job.ts';
import type { ReservationAccount } from '../store/reservations.ts';
import type { PlannedStep } from './plan-step.ts';

/** All that money was reserved or spent for, as the journal tells it. */
export interface Spent {
  jobs: ReadonlyMap<string, Job>;
  accounts: ReadonlyMap<string, ReservationAccount>;
}

/** How steps stand to what the user allows. Binding only under the journal's lock. */
export interface Standing {
  /** The steps that were never agreed to, or not at this price. */
  asked: PlannedStep[];
  needs_quote: boolean;
  /** Why they may not be begun even with a quote; `null` where every cap holds. */
  refusal: Refusal | null;
  left: Allowance;
}

/**
 * A step draws on what its experiment has reserved for it; what is reserved for others counts against it. `replaces`: the
 * steps are all of the experiment, so whatever it has reserved is replaced by them.
 */
export function standingOf(
  steps: readonly PlannedStep[],
  scope: Scope,
  { jobs, accounts }: Spent,
  config: Config,
  now: Date,
  replaces = false,
): Standing {
  const { experiment } = scope;
  const account = experiment === null ? undefined : accounts.get(experiment);
  const asked = steps.filter(({ plan, reserved: most }) => {
    const agreed = account?.agreed.get(plan.idempotency_key ?? '');
    return agreed === undefined || most === null || most > agreed;
  });
  const own = new Set(steps.map(({ plan }) => plan.idempotency_key));
  const others = commitmentsOfReservations(
    accounts.values(),
    now,
    (other, key) => other === experiment && (replaces || own.has(key)),
  );
  const commitments = [...commitmentsOf(jobs.values()), ...others];
  const wanted = steps.map(({ reserved: most, plan }) => ({
    reserved: most,
    model: plan.model_alias ?? plan.endpoint_id,
    estimate: plan.estimate,
  }));
  return {
    asked,
    needs_quote:
      asked.some(({ plan }) => plan.estimate.high === null) || (reservedBy(asked) ?? 0) > config.ask_above,
    refusal: refusalOf(wanted, commitments, config, now, scope),
    left: allowance(commitments, config, now, scope),
  };
}

/** Throws what a cap refuses, and a quote that does not fit; `false` where a quote is needed and none is given. */
export function admit(
  { asked, needs_quote, refusal }: Standing,
  { experiment }: Scope,
  quoteId: string | undefined,
  secret: Buffer,
  { jobs, accounts }: Spent,
  now: Date,
): boolean {
  if (refusal !== null) throw budgetError(refusal);
  if (asked.length === 0) return true;
  if (quoteId === undefined) return !needs_quote;
  const isUsed = (id: string) =>
    [...jobs.values()].some(({ plan }) => plan.quote_id === id) ||
    [...accounts.values()].some(({ quotes }) => quotes.has(id));
  checkQuote(quoteId, termsOf(experiment, asked), secret, now, isUsed);
  return true;
}

/** A quote is bound to each of the jobs, and to what they may cost together. */
export function termsOf(experiment: string | null, asked: readonly PlannedStep[]): QuoteTerms {
  const steps = asked.map(({ plan }) => ({
    key: plan.idempotency_key ?? '',
    endpoint_id: plan.endpoint_id,
    arguments: plan.arguments,
  }));
  return {
    experiment,
    steps: steps.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    reserved: reservedBy(asked),
  };
}

/** What steps take of the caps together; `null` where that of one is not known. */
export const reservedBy = (steps: readonly Pick<PlannedStep, 'reserved'>[]) =>
  sumOf(steps.map(({ reserved }) => reserved));
