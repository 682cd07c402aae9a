import { mapTexts, parseJson, TooDeep } from '../../util/json.ts';
import { safeText } from '../../util/safe-text.ts';
import { withoutSecrets } from '../../util/secrets.ts';
import type { HttpAnswer } from './request.ts';

/** A body read as JSON, or the reason why it is none, with its beginning as evidence. */
export type JsonBody =
  { kind: 'json'; value: unknown } | { kind: 'unreadable'; why: string; excerpt: string | null };

/**
 * Reads a body as JSON whatever its content type says: gateways lie, and fal's errors sometimes do. Secrets are
 * looked for in the texts that were read, where no escape can disguise them.
 */
export function readJsonBody(answer: Pick<HttpAnswer, 'headers' | 'bytes'>): JsonBody {
  if (answer.bytes.length === 0) return unreadable('it is empty', null);
  const encoding = answer.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return unreadable(`it is encoded as ${safeText(encoding, 40)}, which was not asked for`, null);
  }
  const text = decode(answer.bytes);
  if (text === null) return unreadable('it is not UTF-8', null);
  try {
    return { kind: 'json', value: mapTexts(parseJson(text), withoutSecrets) };
  } catch (error) {
    return unreadable(whyNot(text, error), safeText(text, 300));
  }
}

function whyNot(text: string, error: unknown): string {
  if (/^\s*</.test(text)) return 'it is a web page';
  return error instanceof TooDeep ? error.message : 'it is not JSON, or was cut off';
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const unreadable = (why: string, excerpt: string | null): JsonBody => ({ kind: 'unreadable', why, excerpt });
