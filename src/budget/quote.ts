import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { budgetError } from '../errors.ts';
import { writeAtomic } from '../util/atomic-file.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import { isSame, SEAL_BYTES, sealOf } from '../util/hash.ts';
import { formatUsd, type Micros } from '../util/money.ts';

/** What a quote is bound to: exactly what will be sent, for whom. */
export interface QuoteSubject {
  experiment: string | null;
  steps: readonly { key: string; endpoint_id: string; arguments: Record<string, unknown> }[];
}

/** A subject and what it may take of the caps: the most that a yes agrees to. */
export interface QuoteTerms extends QuoteSubject {
  /** `null` where it cannot be computed and the user has set no ceiling: such a quote buys nothing. */
  reserved: Micros | null;
}

export const QUOTE_LIFETIME_MS = 60 * 60 * 1000;

const NONCE_BYTES = 4;
const AMOUNT_BYTES = 6;
const HEAD_BYTES = 4 + NONCE_BYTES + AMOUNT_BYTES;

/**
 * A quote id carries its own expiry and amount, and a seal over them, the endpoints and the arguments, so that estimating
 * writes nothing: `q_<expiry><nonce><amount><seal>` in base64url. That it is used once is the journal's to see.
 */
export function issueQuote(
  { reserved, ...subject }: QuoteTerms,
  secret: Buffer,
  now: Date,
): { quote_id: string; expires_at: string } {
  const expires = Math.floor((now.getTime() + QUOTE_LIFETIME_MS) / 1000);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(expires);
  randomBytes(NONCE_BYTES).copy(head, 4);
  head.writeUIntBE(reserved ?? 0, 4 + NONCE_BYTES, AMOUNT_BYTES);
  const quote_id = `q_${Buffer.concat([head, seal(head, subject, secret)]).toString('base64url')}`;
  return { quote_id, expires_at: new Date(expires * 1000).toISOString() };
}

/** Throws unless the quote was issued for just this at this price or a higher one, has not expired and was not used. */
export function checkQuote(
  quoteId: string,
  { reserved, ...subject }: QuoteTerms,
  secret: Buffer,
  now: Date,
  used: (quoteId: string) => boolean,
): void {
  const bytes = Buffer.from(quoteId.replace(/^q_/, ''), 'base64url');
  if (!/^q_[\w-]{40}$/.test(quoteId) || bytes.length !== HEAD_BYTES + SEAL_BYTES)
    throw refused('QUOTE_INVALID', 'is not a quote id');
  const head = bytes.subarray(0, HEAD_BYTES);
  if (!isSame(bytes.subarray(HEAD_BYTES), seal(head, subject, secret))) {
    throw refused('QUOTE_MISMATCH', 'was made for other arguments or another model');
  }
  if (now.getTime() > head.readUInt32BE() * 1000)
    throw refused('QUOTE_EXPIRED', 'has expired (they last one hour)');
  const agreed = head.readUIntBE(4 + NONCE_BYTES, AMOUNT_BYTES);
  if (reserved === null || reserved > agreed) {
    throw refused('QUOTE_MISMATCH', `is for ${formatUsd(agreed)}, and this now needs ${formatUsd(reserved)}`);
  }
  if (used(quoteId)) throw refused('QUOTE_USED', 'was used already; each is good once');
}

const seal = (head: Buffer, subject: QuoteSubject, secret: Buffer) =>
  sealOf(secret, head, canonicalJson(subject));

function refused(code: string, why: string) {
  return budgetError({
    code,
    message: `The quote ${why}. Nothing was sent.`,
    next: 'Make the same call without quote_id: it shows the price of now, and gives a new quote where one is needed.',
  });
}

/** The project's own secret, made at the first quote. Where it cannot be kept, quotes live as long as this process. */
export async function quoteSecret(path: string): Promise<Buffer> {
  const kept = await readFile(path).catch(() => null);
  if (kept?.length === SECRET_BYTES) return kept;
  const making = beingMade.get(path) ?? make(path).finally(() => beingMade.delete(path));
  beingMade.set(path, making);
  return await making;
}

/** Of all that ask at once only one writes: another's half-written file must not be read. */
const beingMade = new Map<string, Promise<Buffer>>();

/** Missing, or torn by a crash while it was made: two processes that make one at once void a quote, no more. */
const make = (path: string) =>
  writeAtomic(path, processSecret).then(
    () => readFile(path),
    () => processSecret,
  );

const SECRET_BYTES = 32;
const processSecret = randomBytes(SECRET_BYTES);
