import { createHash, createHmac, type Hash, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { canonicalJson } from './canonical-json.ts';

type Data = string | Uint8Array;

/** Of bytes as they come. */
export const openSha256 = (): Hash => createHash('sha256');

export const sha256 = (data: Data, encoding: 'hex' | 'base64' = 'hex'): string =>
  openSha256().update(data).digest(encoding);

/** The same for equal values, whatever the order of their members. */
export const sha256OfJson = (value: unknown): string => sha256(canonicalJson(value));

/** Blanks around a prompt say nothing. */
export const sha256OfPrompt = (prompt: string): string => sha256(prompt.trim());

export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = openSha256();
  for await (const piece of createReadStream(path)) {
    signal?.throwIfAborted();
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}

/** So many bytes as nobody guesses. */
export const SEAL_BYTES = 16;

/** What only the secret makes of these texts. */
export function sealOf(secret: Buffer, ...texts: Data[]): Buffer {
  const seal = createHmac('sha256', secret);
  for (const text of texts) seal.update(text);
  return seal.digest().subarray(0, SEAL_BYTES);
}

/** Takes the same time whatever is given, and so does not tell how much of it is right. */
export const isSame = (a: Data, b: Data): boolean =>
  timingSafeEqual(openSha256().update(a).digest(), openSha256().update(b).digest());
