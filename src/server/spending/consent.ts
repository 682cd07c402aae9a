import { callOf, type NextStep } from '../../next-step.ts';
import { budgetError, type FalVideoError } from '../../errors.ts';
import type { Plan } from '../../jobs/jobs.ts';
import type { PlanPrice } from '../../jobs/plan/planner.ts';
import { formatUsd } from '../../util/money.ts';
import { isBounded, mostAndExpected } from '../../util/price-text.ts';
import { safeData, safeText } from '../../util/safe-text.ts';
import type { AskUser, ToolCall } from '../define-tool.ts';

/** The call that would spend, as it was made. */
export interface SpendingCall {
  tool: string;
  input: Record<string, unknown>;
}

/**
 * The quote that a call goes by: the one it was given, or the one that its user agreed to in an earlier round. Before a
 * yes nothing has an effect, since a call may be made again from the top with the answer. A no ends it.
 */
export function agreedQuote(
  { user }: Pick<ToolCall, 'user'>,
  asked: SpendingCall,
  given: string | undefined,
): string | undefined {
  const answered = user?.answered ?? null;
  if (answered === null) return given;
  if (!answered.agreed) throw noConsent(asked, answered);
  return answered.quote_id;
}

/**
 * Asks the user, where the client can; gives the quote that a yes is worth: just these jobs, at this price, once, within
 * the caps. `null` where nobody can be asked, or was asked before: the price is then shown instead. A no throws.
 */
export async function askToSpend(
  { user }: Pick<ToolCall, 'user'>,
  asked: SpendingCall,
  what: string,
  { quote, left }: Plan,
): Promise<string | null> {
  if (user === undefined || user.answered !== null) return null;
  const { quote_id } = quote;
  const question = `${what} ${inWords(quote.prices, quote.reserved)}. ${formatUsd(Math.max(left.day, 0))} of today's limit is left. Spend it?`;
  if (!(await user.ask({ question, quote_id }))) throw noConsent(asked, { question, quote_id });
  return quote_id;
}

/** What an agent reads beside a price: how it is spent. */
export const howToSpend = (asked: SpendingCall, quoteId: string): NextStep =>
  withQuote(asked, quoteId, 'runs it, once the user has seen the price. Nothing was sent.');

/** A call with its quote, whole: it runs as it stands. */
export const withQuote = ({ tool, input }: SpendingCall, quoteId: string, text: string): NextStep =>
  callOf(tool, { ...(safeData(input) as SpendingCall['input']), quote_id: quoteId }, text);

/** As much as a person reads before saying yes; the plan shows it all. */
const MOST_PRICES = 3;

/** With what the price rests on: whoever is asked, or has to ask somebody, needs no other call for it. */
function inWords(prices: readonly PlanPrice[], reserved: Plan['reserved']): string {
  const [first, ...others] = prices;
  if (first !== undefined && others.length === 0 && first.jobs === 1) {
    return `with ${safeText(first.model, 200)} may cost ${mostAndExpected(first)}: ${groundsOf(first)}${bySeen(first)}`;
  }
  const jobs = prices.reduce((sum, price) => sum + price.jobs, 0);
  const more = prices.length - MOST_PRICES;
  const each = prices
    .slice(0, MOST_PRICES)
    .map(
      (price) =>
        `${price.jobs} of ${safeText(price.model, 200)} ${mostAndExpected(price)}${bySeen(price)}, each ${groundsOf(price)}`,
    );
  const rest = more > 0 ? [`and ${more} more prices, which the plan shows`] : [];
  const most = isBounded(prices) ? 'may cost up to' : 'has no upper bound that is known, and counts as';
  return `${most} ${formatUsd(reserved)} for ${jobs} new jobs: ${[...each, ...rest].join('; ')}`;
}

/** What a price rests on: `15 s × $0.112, by https://fal.ai/models/... of 2026-10-04`. */
function groundsOf({ rule, source, as_of }: PlanPrice): string {
  return `${safeText(rule, 120)}, by ${safeText(source, 200)} of ${safeText(as_of, 40)}`;
}

/** Where the sum is more than the rules come to, why. */
const bySeen = ({ high, reserved }: PlanPrice) =>
  high !== null && reserved !== null && reserved > high
    ? `, ${formatUsd(reserved)} by what such jobs did cost`
    : '';

/** A client without a screen says no by itself, so that no answer can be told from a no. */
function noConsent(
  asked: SpendingCall,
  { question, quote_id }: Pick<NonNullable<AskUser['answered']>, 'question' | 'quote_id'>,
): FalVideoError {
  const text = 'runs it with the consent of the user. One who declined means no.';
  const next = withQuote(asked, quote_id, text);
  const isLong = Buffer.byteLength(JSON.stringify(next.input)) > MOST_BYTES;
  return budgetError({
    code: 'NO_CONSENT',
    message: `The user was asked: "${question}" The question was declined or could not be shown. Nothing was sent.`,
    next: isLong ? `The same call with quote_id "${quote_id}" ${text}` : next,
  });
}

/** Errors are short: one that tells of a long prompt names only what is to be added. */
const MOST_BYTES = 600;
