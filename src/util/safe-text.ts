/**
 * Text from outside (fal's messages, model names, prompts, file names) made safe to show: no terminal
 * codes, no invisible or direction-changing characters, no key, no endless length.
 */

// C0 and C1 without tab and newline; zero-width; bidirectional controls; byte-order mark.
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
// eslint-disable-next-line no-control-regex
const ANSI = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*(?:\u0007|\u001b\\))/g;

export function safeText(text: string, most = 500): string {
  const clean = redact(text.replaceAll(ANSI, '').replaceAll(UNSAFE, ''));
  return clean.length <= most
    ? clean
    : `${clean.slice(0, most)}… (${clean.length - most} characters left out)`;
}

const secrets = new Set<string>();

/** Names a value that must never be shown or written again. Called once, where the key is read. */
export function rememberSecret(value: string): void {
  if (value.length < 8) return;
  secrets.add(value);
  // A fal key is `id:secret`; the second half alone is as bad as the whole.
  const [, secret] = value.split(':');
  if (secret !== undefined && secret.length >= 8) secrets.add(secret);
}

/** The text without any remembered secret, without `Key …`/`Bearer …` values and signed query strings. */
export function redact(text: string): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '[key]');
  return clean
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
