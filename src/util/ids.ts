import { randomBytes } from 'node:crypto';

// No vowels (no words by accident), no letters that look like digits.
const ALPHABET = '0123456789bcdfghjkmnpqrstvwxyz';

/** A short id that a person can read out: `job_7f3kq2m9xd`. Ten characters carry 49 bits. */
export function newId(prefix: string, length = 10): string {
  let id = '';
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      // 240 = 8 × 30: bytes above it would favour the first letters.
      if (byte < 240 && id.length < length) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return `${prefix}_${id}`;
}

/** Whether the text can be what stands behind the prefix of an id. It has no vowels, so that hardly a name is taken for one. */
export const isIdTail = (text: string, length = 10) =>
  text.length === length && Array.from(text).every((letter) => ALPHABET.includes(letter));

/** A folder-safe name of any text: lower case, digits and dashes, at most 60 characters. */
export function slugify(text: string, fallback: string): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '');
  return slug === '' ? fallback : slug;
}
