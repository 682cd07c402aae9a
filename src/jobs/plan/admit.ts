import {
  type Allowance,
  allowance,
  type Commitment,
  type Refusal,
  refusalOf,
  type Scope,
} from '../../budget/caps.ts';
import { checkQuote, type QuoteTerms } from '../../budget/quote.ts';
import { budgetError } from '../../errors.ts';
import type { Config } from '../../project/config.ts';
import { sumOf } from '../../util/money.ts';
import { commitmentsOfReservations } from '../../store/reservations.ts';
import type { Records } from '../../store/records.ts';
import type { ReservationAccount } from '../../store/reservations.ts';
import type { PlannedStep } from './plan-step.ts';

/** What counts against the caps of a scope, as the journal tells it. */
export interface Spent {
  /** Of jobs. */
  commitments: readonly Commitment[];
  /** What experiments hold for jobs to come. */
  held: readonly ReservationAccount[];
  /** Of the experiment itself. */
  account: ReservationAccount | undefined;
}

export async function spentOf(
  records: Pick<Records, 'commitments' | 'openAccounts' | 'account'>,
  scope: Scope,
  now: Date,
): Promise<Spent> {
  return {
    commitments: await records.commitments(scope, now),
    held: await records.openAccounts(),
    account: scope.experiment === null ? undefined : await records.account(scope.experiment),
  };
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
  { commitments: taken, held, account }: Spent,
  config: Config,
  now: Date,
  replaces = false,
): Standing {
  const { experiment } = scope;
  const asked = steps.filter(({ plan, reserved: most }) => {
    const agreed = account?.agreed.get(plan.idempotency_key ?? '');
    return agreed === undefined || most === null || most > agreed;
  });
  const own = new Set(steps.map(({ plan }) => plan.idempotency_key));
  const others = commitmentsOfReservations(
    held,
    now,
    (other, key) => other === experiment && (replaces || own.has(key)),
  );
  const commitments = [...taken, ...others];
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
export async function admit(
  { asked, needs_quote, refusal }: Standing,
  { experiment }: Scope,
  quoteId: string | undefined,
  secret: Buffer,
  records: Pick<Records, 'isAgreed'>,
  now: Date,
): Promise<boolean> {
  if (refusal !== null) throw budgetError(refusal);
  if (asked.length === 0) return true;
  if (quoteId === undefined) return !needs_quote;
  const isUsed = await records.isAgreed(quoteId);
  checkQuote(quoteId, termsOf(experiment, asked), secret, now, () => isUsed);
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
