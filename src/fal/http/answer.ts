import { falHeaders } from './headers.ts';
import { readJsonBody } from './json-body.ts';
import { withoutSecrets } from '../../util/secrets.ts';
import type { HttpHeaders } from './request.ts';
import type { FalAnswer } from '../types.ts';

/** An answer of fal, and whether its body could be read. */
export interface ReadAnswer {
  answer: FalAnswer;
  /** Why the body is not JSON; `null` where it is. */
  unreadable: string | null;
}

/** fal's answer as evidence: the parsed body, or the beginning of what came instead. It may echo the key that was sent. */
export function readAnswer(http: { status: number; headers: HttpHeaders; bytes: Buffer }): ReadAnswer {
  const body = readJsonBody(http);
  return {
    answer: {
      ...headOf(http),
      body: body.kind === 'json' ? body.value : body.excerpt,
    },
    unreadable: body.kind === 'json' ? null : body.why,
  };
}

/** What stands above the body. */
export function headOf(http: { status: number; headers: HttpHeaders }): Omit<FalAnswer, 'body'> {
  const headers = Object.entries(http.headers).map(([name, value]) => [name, withoutSecrets(value)]);
  return { http_status: http.status, headers: falHeaders(Object.fromEntries(headers) as HttpHeaders) };
}

/** A member of an object of unknown shape, or `undefined`. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

export function textMember(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === 'string' ? found : null;
}

/** A number, also where it was sent as a text; what only a program would take for one (`0x10`) is none. */
export function numberMember(value: unknown, name: string): number | null {
  const found = member(value, name);
  const number = typeof found === 'string' && /^-?\d+(?:\.\d+)?$/.test(found) ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
