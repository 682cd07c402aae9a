/** An answer as data, so that misbehaving is a change of it. At most one of the bodies is set. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  text?: string;
  /** Part of a file, both ends included; `end` is -1 for an empty one. */
  file?: { path: string; start: number; end: number };
  chunks?: AsyncIterable<string | Uint8Array>;
  /** The body comes byte by byte, with so many milliseconds between two. */
  trickleMs?: number;
  /** `silent`: the socket is destroyed instead of an answer. `after-body`: when the body has been sent. */
  broken?: 'silent' | 'after-body';
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers, json: value };
}

/** An error of the queue, of storage and of the models: `detail`. */
export function detailReply(status: number, message: unknown, headers: Record<string, string> = {}): Reply {
  return json(status, { detail: message }, headers);
}

/** An error of the platform API, which has a shape of its own (openapi of api.fal.ai/v1). */
export function platformError(status: number, type: string, message: string): Reply {
  return json(status, { error: { type, message } });
}

/** An error of fal's infrastructure: text, machine word, and the word again as a header (fal docs, request errors). */
export function infrastructureError(status: number, errorType: string, message: string): Reply {
  return json(status, { detail: message, error_type: errorType }, { 'x-fal-error-type': errorType });
}

export const NOT_FOUND: Reply = json(404, { status: 'NOT_FOUND' });
