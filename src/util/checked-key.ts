import { configurationError } from '../errors.ts';
import { rememberSecret } from './secrets.ts';

/** A key that can stand in a header, or an error that never repeats it. `from` names where it was found. */
export function checkedKey(key: string, from?: string): string {
  // Before anything can go wrong with it.
  rememberSecret(key);
  if (/^[\u0021-\u007e]{8,512}$/.test(key)) return key;
  throw configurationError({
    code: 'BAD_KEY_FORMAT',
    message: `The fal key${from === undefined ? '' : ` from ${from}`} ${whatIsWrong(key)}.`,
    next: 'Copy it again from fal.ai/dashboard/keys (one line, `id:secret`).',
  });
}

function whatIsWrong(key: string): string {
  if (key === '') return 'is empty';
  if (/[\r\n]/.test(key)) return 'holds a line break';
  if (/\s/.test(key)) return 'holds blanks';
  if (key.length < 8) return 'is too short';
  return key.length > 512 ? 'is too long' : 'holds an odd character';
}
