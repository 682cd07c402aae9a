import { falHeaders } from './headers.ts';
import { readJson } from './json-body.ts';
import { withoutKey } from '../key.ts';
import type { HttpHeaders } from './request.ts';
import type { FalAnswer } from '../types.ts';

/** An answer of fal, and whether its body could be read. */
export interface ReadAnswer {
  answer: FalAnswer;
  /** Why the body is not JSON; `null` where it is. */
  unreadable: string | null;
}

/** fal's answer as evidence: the parsed body, or the beginning of what came instead. */
export function readAnswer(
  http: { status: number; headers: HttpHeaders; bytes: Buffer },
  key: string | null,
): ReadAnswer {
  const hide = (text: string) => withoutKey(text, key);
  const body = readJson(http, hide);
  const headers = Object.entries(http.headers).map(([name, value]) => [name, hide(value)]);
  return {
    answer: {
      http_status: http.status,
      headers: falHeaders(Object.fromEntries(headers) as HttpHeaders),
      body: body.kind === 'json' ? body.value : body.excerpt,
    },
    unreadable: body.kind === 'json' ? null : body.why,
  };
}

/** A member of an object of unknown shape, or `undefined`. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

export function textMember(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === 'string' ? found : null;
}

/** A number, also where it was sent as a text. */
export function numberMember(value: unknown, name: string): number | null {
  const found = member(value, name);
  if (typeof found !== 'number' && (typeof found !== 'string' || found.trim() === '')) return null;
  return Number.isFinite(Number(found)) ? Number(found) : null;
}
