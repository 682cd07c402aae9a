import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { budgetError } from '../errors.ts';
import { writeAtomic } from '../util/atomic-file.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import type { Micros } from '../util/money.ts';

/** What a quote is bound to: exactly what will be sent, and its highest price. */
export interface QuoteSubject {
  endpoint_id: string;
  arguments: Record<string, unknown>;
  high: Micros | null;
}

export const QUOTE_LIFETIME_MS = 60 * 60 * 1000;

/**
 * A quote id carries its own expiry and a seal over the endpoint, the arguments and the price, so that
 * estimating writes nothing: `q_<expiry><nonce><seal>` in base64url. That it is used once is the journal's to see.
 */
export function issueQuote(
  subject: QuoteSubject,
  secret: Buffer,
  now: Date,
): { quote_id: string; expires_at: string } {
  const expires = Math.floor((now.getTime() + QUOTE_LIFETIME_MS) / 1000);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(expires);
  randomBytes(4).copy(head, 4);
  const quote_id = `q_${Buffer.concat([head, seal(head, subject, secret)]).toString('base64url')}`;
  return { quote_id, expires_at: new Date(expires * 1000).toISOString() };
}

/** Throws unless the quote was issued for just this, has not expired and was not used. */
export function checkQuote(
  quoteId: string,
  subject: QuoteSubject,
  secret: Buffer,
  now: Date,
  used: (quoteId: string) => boolean,
  again = AGAIN,
): void {
  const bytes = Buffer.from(quoteId.replace(/^q_/, ''), 'base64url');
  if (!/^q_[\w-]{32}$/.test(quoteId) || bytes.length !== 24)
    throw refused('QUOTE_INVALID', 'is not a quote id', again);
  const head = bytes.subarray(0, 8);
  if (!timingSafeEqual(bytes.subarray(8), seal(head, subject, secret))) {
    throw refused('QUOTE_MISMATCH', 'was made for other arguments, another model or another price', again);
  }
  if (now.getTime() > head.readUInt32BE() * 1000)
    throw refused('QUOTE_EXPIRED', 'has expired (they last one hour)', again);
  if (used(quoteId)) throw refused('QUOTE_USED', 'was used already; each is good once', again);
}

function seal(head: Buffer, subject: QuoteSubject, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(head).update(canonicalJson(subject)).digest().subarray(0, 16);
}

const AGAIN =
  'Call estimate_cost (or `fal-video estimate`) again with exactly these arguments and use its quote_id.';

function refused(code: string, why: string, next: string) {
  return budgetError({
    code,
    message: `The quote ${why}. Nothing was sent.`,
    next,
  });
}

/** The project's own secret, made at the first quote. Where it cannot be kept, quotes live as long as this process. */
export async function quoteSecret(path: string): Promise<Buffer> {
  const kept = await readFile(path).catch(() => null);
  if (kept?.length === SECRET_BYTES) return kept;
  // Missing, or torn by a crash while it was made: two processes that make one at once void a quote, no more.
  return await writeAtomic(path, processSecret).then(
    () => readFile(path),
    () => processSecret,
  );
}

const SECRET_BYTES = 32;
const processSecret = randomBytes(SECRET_BYTES);
