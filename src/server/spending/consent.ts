import { budgetError, type FalVideoError } from '../../errors.ts';
import type { Plan } from '../../jobs/jobs.ts';
import type { PlanPrice } from '../../jobs/plan/planner.ts';
import { formatUsd } from '../../util/money.ts';
import { isBounded, mostAndExpected } from '../../util/price-text.ts';
import { safeText } from '../../util/safe-text.ts';
import type { AskUser, ToolCall } from '../define-tool.ts';
import { groundsOf } from './price-words.ts';

/**
 * The quote that a call goes by: the one it was given, or the one that its user agreed to in an earlier round. Before a
 * yes nothing has an effect, since a call may be made again from the top with the answer. A no ends it.
 */
export function agreedQuote(
  { user }: Pick<ToolCall, 'user'>,
  tool: string,
  given: string | undefined,
): string | undefined {
  const answered = user?.answered ?? null;
  if (answered === null) return given;
  if (!answered.agreed) throw noConsent(tool, answered);
  return answered.quote_id;
}

/**
 * Asks the user, where the client can; gives the quote that a yes is worth: just these jobs, at this price, once, within
 * the caps. `null` where nobody can be asked, or was asked before: the price is then shown instead. A no throws.
 */
export async function askToSpend(
  { user }: Pick<ToolCall, 'user'>,
  tool: string,
  what: string,
  { quote, left }: Plan,
): Promise<string | null> {
  if (user === undefined || user.answered !== null) return null;
  const { quote_id } = quote;
  const question = `${what} ${inWords(quote.prices, quote.reserved)}. ${formatUsd(Math.max(left.day, 0))} of today's limit is left. Spend it?`;
  if (!(await user.ask({ question, quote_id }))) throw noConsent(tool, { question, quote_id });
  return quote_id;
}

/** What an agent reads beside a price: nothing was sent, and how it can be. */
export const howToSpend = (tool: string, quoteId: string) =>
  `Nothing was sent. Once the user has seen the price: ${withQuote(tool, quoteId)}.`;

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
  const rest = more > 0 ? [`and ${more} more prices, which plan_experiment shows`] : [];
  const most = isBounded(prices) ? 'may cost up to' : 'has no upper bound that is known, and counts as';
  return `${most} ${formatUsd(reserved)} for ${jobs} new jobs: ${[...each, ...rest].join('; ')}`;
}

/** Where the sum is more than the rules come to, why. */
const bySeen = ({ high, reserved }: PlanPrice) =>
  high !== null && reserved !== null && reserved > high
    ? `, ${formatUsd(reserved)} by what such jobs did cost`
    : '';

/** A client without a screen says no by itself, so that no answer can be told from a no. */
function noConsent(
  tool: string,
  { question, quote_id }: Pick<NonNullable<AskUser['answered']>, 'question' | 'quote_id'>,
): FalVideoError {
  return budgetError({
    code: 'NO_CONSENT',
    message: `The user was asked: "${question}" The question was declined or could not be shown. Nothing was sent.`,
    next: `A user who declined means no. With the consent of the user, ${withQuote(tool, quote_id)} runs it.`,
  });
}

const withQuote = (tool: string, quoteId: string) => `the same ${tool} call with "quote_id":"${quoteId}"`;
