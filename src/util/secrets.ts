/** What must never be shown or written, in every spelling that a program may have given it on the way. */

const remembered = new Set<string>();

/** Names a value that must never be shown or written again. Called once, where the key is read. */
export function rememberSecret(value: string): void {
  for (const secret of partsOf(value)) remembered.add(secret);
}

/** The text without any remembered secret: all that evidence loses. What is shown loses more, by `safeText`. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const secret of remembered) clean = without(clean, secret);
  return clean;
}

/**
 * A fal key is `id:secret`; the second half alone is as bad as the whole. What is shorter is no secret, and would
 * tear holes into ordinary words.
 */
const partsOf = (value: string) => [value, value.split(':')[1] ?? ''].filter(({ length }) => length >= 8);

function without(text: string, secret: string): string {
  const clean = text.replaceAll(secret, '[key]');
  // Every other spelling has one of these characters in it, and most texts have none. No key is longer.
  if (secret.length > MOST_KEY_CHARACTERS || !/[\\%&]/.test(clean)) return clean;
  return clean.replaceAll(spellingsOf(secret), '[key]');
}

const MOST_KEY_CHARACTERS = 512;

const patterns = new Map<string, RegExp>();

function spellingsOf(secret: string): RegExp {
  const known = patterns.get(secret);
  if (known !== undefined) return known;
  const made = new RegExp(Array.from(secret, spelling).join(''), 'g');
  patterns.set(secret, made);
  return made;
}

/** One character of a secret as itself, or escaped for JSON (also JSON in JSON), a URL or a web page. */
function spelling(character: string): string {
  const code = character.charCodeAt(0);
  const hex = Array.from(code.toString(16).padStart(2, '0'), eitherCase).join('');
  return `(?:${[
    String.raw`\\{0,16}${literal(character)}`,
    String.raw`\\{1,16}(?:u00${hex}|u\{0{0,4}${hex}\}|x${hex})`,
    `%(?:25){0,4}${hex}`,
    `&(?:amp;){0,4}#(?:[xX]0{0,6}${hex}|0{0,6}${code});?`,
  ].join('|')})`;
}

const literal = (character: string) => (/\w/.test(character) ? character : `\\${character}`);
const eitherCase = (digit: string) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit);
