import { FalVideoError } from '../errors.ts';
import type { ToolCall } from './define-tool.ts';

/** A price that has to be seen before it is paid. */
export interface Priced {
  quote_id: string;
  /** What the user is asked: how much, for what. */
  question: string;
  /** Why it would be refused even then (a cap); `null` when it would not. Nobody is asked for what is refused. */
  refusal: string | null;
}

export interface Spending<Done, Price extends Priced> {
  /** Does it, with the quote where one is given; throws QUOTE_NEEDED, before any effect, where one is missing. */
  run: (quoteId?: string) => Promise<Done>;
  price: () => Promise<Price>;
}

/** Done, or not done for want of a yes. */
export type Consented<Done, Price extends Priced> =
  { done: Done } | { priced: Price; /** Whether somebody was asked. */ asked: boolean };

/**
 * The one way to money: runs what is cheap enough or has its quote; else asks the user, where the client can;
 * else gives the price. Before a yes nothing has an effect, since a call may be made again from the top with
 * the answer. A yes is worth one quote: just these arguments, at this price, once, within the caps.
 */
export async function withConsent<Done, Price extends Priced>(
  { user }: Pick<ToolCall, 'user'>,
  { run, price }: Spending<Done, Price>,
): Promise<Consented<Done, Price>> {
  const answered = user?.answered ?? null;
  if (answered?.agreed === true) return { done: await run(answered.quote_id) };
  if (answered !== null) return { priced: await price(), asked: true };
  try {
    return { done: await run() };
  } catch (thrown) {
    if (!(thrown instanceof FalVideoError && thrown.code === 'QUOTE_NEEDED')) throw thrown;
  }
  const priced = await price();
  if (user === undefined || priced.refusal !== null) return { priced, asked: false };
  const agreed = await user.ask({ message: priced.question, quote_id: priced.quote_id });
  return agreed ? { done: await run(priced.quote_id) } : { priced, asked: true };
}

/** What an agent reads instead of a job: nothing was sent, why, and how it can be. */
export function notSpent(tool: string, { quote_id, refusal }: Priced, asked: boolean): string {
  if (refusal !== null) return `Nothing was sent. ${refusal}`;
  const again = `the same ${tool} call with "quote_id":"${quote_id}"`;
  return asked
    ? `Nothing was sent: the question was declined or could not be shown. A user who declined means no; with the consent of the user, ${again} runs it.`
    : `Nothing was sent. Once the user has seen the price: ${again}.`;
}
