import { withoutSecrets } from './secrets.ts';
import { withoutUnseen } from './unseen.ts';

/**
 * Text from outside (fal's messages, model names, prompts, file names) made safe to show: no terminal
 * codes, no invisible or direction-changing characters, no key, no endless length.
 */
export function safeText(text: string, most = 500): string {
  const { clean, rest } = cleanBeginning(text, most);
  // To say that a few are left out takes more room than they do.
  if (rest === 0 && clean.length <= most + NOTE) return clean;
  const shown = clean.slice(0, endOf(clean, most));
  const left = clean.length - shown.length + rest;
  return left === 0 ? shown : `${shown}… (${left} characters left out)`;
}

/** About as long as the note on what is missing. */
const NOTE = 30;

/** So near to a cut, half a secret or half a terminal code may stand. */
const EDGE = 8_192;

/** So much of a text, cleaned, that what is to be shown is in it: the rest is not even looked at. */
function cleanBeginning(text: string, most: number): { clean: string; rest: number } {
  const cut = 8 * most + 2 * EDGE;
  if (text.length <= cut) return { clean: cleaned(text), rest: 0 };
  // What a cut elsewhere would leave as well did not come of the cut.
  const clean = commonStart(cleaned(text.slice(0, cut)), cleaned(text.slice(0, cut - EDGE)));
  return { clean, rest: text.length - cut };
}

const cleaned = (text: string) => redact(withoutUnseen(text));

function commonStart(a: string, b: string): string {
  let end = 0;
  while (end < b.length && a[end] === b[end]) end++;
  return a.slice(0, end);
}

/** Not between the halves of one character. */
const endOf = (text: string, at: number) => (/[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at);

/** The text without any remembered secret, without `Key …`/`Bearer …` values and signed query strings. */
export function redact(text: string): string {
  return withoutSecrets(text)
    .replaceAll(/\b(Key|Bearer)\s+[\w.:~+/=-]{8,}/g, '$1 [key]')
    .replaceAll(/([?&](?:token|signature|sig|x-amz-[a-z-]+|key|api_key)=)[^&\s"']+/gi, '$1[removed]')
    .replaceAll(/data:[\w/+.-]+;base64,[\w+/=]{40,}/g, '[data URI]');
}
/** Every text inside a JSON-like value made safe; `input` echoes of fal's 422 bodies are dropped. */
export function safeValue(value: unknown, most = 500): unknown {
  if (typeof value === 'string') return safeText(value, most);
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => safeValue(item, most));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'input')
      .map(([key, member]) => [safeText(key, 100), safeValue(member, most)]),
  );
}

/** Every text inside a JSON-like value made safe, and nothing left out but the rest of a very long text. */
export function safeData(value: unknown, most = 10_000): unknown {
  if (typeof value === 'string') return safeText(value, most);
  if (Array.isArray(value)) return value.map((item) => safeData(item, most));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [safeText(key, 100), safeData(member, most)]),
  );
}
