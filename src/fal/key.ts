import { configurationError } from '../errors.ts';
import { rememberSecret } from '../util/safe-text.ts';

/** A key that can stand in a header, or an error that never repeats it. `null` (no key) passes. */
export function checkedKey(key: string | null): string | null {
  if (key === null) return null;
  rememberSecret(key);
  if (/^[\u0021-\u007e]+$/.test(key)) return key;
  const what = key === '' ? 'is empty' : 'holds a blank, a line break or an odd character';
  throw configurationError({
    code: 'BAD_KEY_FORMAT',
    message: `The fal key ${what}.`,
    next: 'Copy it again from fal.ai/dashboard/keys (one line, `id:secret`).',
  });
}

/** The header that carries the key. fal reads `Key`, not `Bearer` (fal-js request.ts). */
export function authorization(key: string | null): { authorization: string } {
  return { authorization: `Key ${requiredKey(key)}` };
}

export function requiredKey(key: string | null): string {
  if (key === null) throw noKey();
  return key;
}

/** The text without the key, and without its secret half: an answer may echo what was sent. */
export function withoutKey(text: string, key: string | null): string {
  if (key === null) return text;
  // What is shorter is no secret, and would tear holes into ordinary words.
  const secrets = [key, key.split(':')[1] ?? ''].filter((secret) => secret.length >= 8);
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '[key]'), text);
}

const noKey = () =>
  configurationError({
    code: 'NO_KEY',
    message: 'There is no fal key: neither FAL_KEY nor FAL_API_KEY is set, and no key file was written.',
    next: 'Set FAL_KEY, or run `fal-video auth`; to try without a key and without cost, use `--simulate`.',
  });
