import { configurationError } from '../errors.ts';

/** The header that carries the key. fal reads `Key`, not `Bearer` (fal-js request.ts). */
export function authorization(key: string | null): { authorization: string } {
  return { authorization: `Key ${requiredKey(key)}` };
}

export function requiredKey(key: string | null): string {
  if (key === null) throw noKey();
  return key;
}

const noKey = () =>
  configurationError({
    code: 'NO_KEY',
    message: 'There is no fal key: neither FAL_KEY nor FAL_API_KEY is set, and no key file was written.',
    next: 'Set FAL_KEY, or run `fal-video auth`; to try without a key and without cost, use `--simulate`.',
  });
