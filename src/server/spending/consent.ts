import { budgetError, type FalVideoError } from '../../errors.ts';
import type { AskUser, ToolCall } from '../define-tool.ts';

/** A price that has to be seen before it is paid. */
export interface Priced {
  quote_id: string;
  /** What the user is asked: how much, for what. */
  question: string;
  /** Why it would be refused even then (a cap); `null` when it would not. Nobody is asked for what is refused. */
  refusal: string | null;
}

/** What came of an attempt: it is done, or its price has to be agreed to first, and nothing has happened. */
export type Attempt<Done, Price extends Priced> = { done: Done } | { priced: Price };

/**
 * The one way to money, for every tool that spends: does what is cheap enough or has its quote; else asks the
 * user, where the client can; else gives the price. Before a yes nothing has an effect, since a call may be made
 * again from the top with the answer. A yes is worth one quote: just these arguments, at this price, once,
 * within the caps. Without a yes it throws NO_CONSENT.
 */
export async function withConsent<Done, Price extends Priced>(
  { user }: Pick<ToolCall, 'user'>,
  tool: string,
  attempt: (quoteId?: string) => Promise<Attempt<Done, Price>>,
): Promise<Attempt<Done, Price>> {
  const answered = user?.answered ?? null;
  if (answered !== null) {
    if (!answered.agreed) throw noConsent(tool, answered);
    return await attempt(answered.quote_id);
  }
  const first = await attempt();
  if ('done' in first || user === undefined || first.priced.refusal !== null) return first;
  const { question, quote_id } = first.priced;
  if (!(await user.ask({ question, quote_id }))) throw noConsent(tool, { question, quote_id });
  return await attempt(quote_id);
}

/** What an agent reads beside a price: nothing was sent, why, and how it can be. */
export function howToSpend(tool: string, { quote_id, refusal }: Priced): string {
  return refusal === null
    ? `Nothing was sent. Once the user has seen the price: ${withQuote(tool, quote_id)}.`
    : `Nothing was sent. ${refusal}`;
}

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
