import { createHash, createHmac, type Hash, timingSafeEqual } from 'node:crypto';
import { open } from 'node:fs/promises';
import { canonicalJson } from './canonical-json.ts';
import { createSlots } from './slots.ts';

type Data = string | Uint8Array;

/** Of bytes as they come. */
export const openSha256 = (): Hash => createHash('sha256');

export const sha256 = (data: Data, encoding: 'hex' | 'base64' = 'hex'): string =>
  openSha256().update(data).digest(encoding);

/** The same for equal values, whatever the order of their members. */
export const sha256OfJson = (value: unknown): string => sha256(canonicalJson(value));

/** Blanks around a prompt say nothing. */
export const sha256OfPrompt = (prompt: string): string => sha256(prompt.trim());

/** A thousand jobs that begin at once each look at their files: a few are open at a time, and each slot has one buffer. */
const slots = createSlots(4);
const spare: Buffer[] = [];
const PIECE_BYTES = 64 << 10;

export const sha256OfFile = (path: string, signal?: AbortSignal): Promise<string> =>
  slots.use(async () => {
    const hash = openSha256();
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
    const file = await open(path);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
      spare.push(buffer);
    }
  });

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
