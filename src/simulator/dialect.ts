/**
 * fal's own documents disagree about the wire (queue guide, API reference, per-model OpenAPI). Both versions
 * are spoken here, so that a client is tested against each: `reference` follows the API reference, `guide`
 * follows the queue guide and the per-model OpenAPI file.
 */
export type DialectName = 'reference' | 'guide';

export interface Dialect {
  /** The guide prints status, result and cancel URLs under the full endpoint id, the result with `/response`. */
  fullIdUrls: boolean;
  /** The reference answers a submit with `status: "IN_QUEUE"` as well. */
  submitSaysStatus: boolean;
  /** HTTP status of a status answer before COMPLETED. */
  pendingHttpStatus: 200 | 202;
  /** `logs` where `?logs=1` was not asked. */
  logsNotAsked: null | readonly [];
  /** Legacy apps leave `metrics` out (fal docs, queue status). */
  metrics: boolean;
  /** Numbers of the queue and of the pricing API as text. */
  numbersAsStrings: boolean;
  /** The reference answers a cancel with 202 `{status}`, the per-model OpenAPI with 200 `{success}`. */
  cancelAnswer: 'status' | 'success';
  /** Undocumented: what a request looks like after it was removed from the queue. */
  removedRequest: 'completed-with-error' | 'not-found';
  /** Undocumented: a running job may stop when asked, or go on to its (billed) end. */
  cancelWhileRunning: 'stops' | 'completes';
  /** A refusal of the model stands in the result alone, or in the status as well (both recorded, 2026). */
  refusalInStatus: boolean;
  /** Optional texts of a file may be null (vercel/ai #7735). */
  fileNames: boolean;
  expiredHttpStatus: 404 | 410;
}

export const DIALECTS: Record<DialectName, Dialect> = {
  reference: {
    fullIdUrls: false,
    submitSaysStatus: true,
    pendingHttpStatus: 202,
    logsNotAsked: null,
    metrics: true,
    numbersAsStrings: false,
    cancelAnswer: 'status',
    removedRequest: 'completed-with-error',
    cancelWhileRunning: 'stops',
    refusalInStatus: false,
    fileNames: true,
    expiredHttpStatus: 404,
  },
  guide: {
    fullIdUrls: true,
    submitSaysStatus: false,
    pendingHttpStatus: 200,
    logsNotAsked: [],
    metrics: false,
    numbersAsStrings: true,
    cancelAnswer: 'success',
    removedRequest: 'not-found',
    cancelWhileRunning: 'completes',
    refusalInStatus: true,
    fileNames: false,
    expiredHttpStatus: 410,
  },
};

export interface RequestUrls {
  response_url: string;
  status_url: string;
  cancel_url: string;
}

/** The three URLs that a submit answers with. */
export function requestUrls(
  dialect: Dialect,
  origin: string,
  endpointId: string,
  requestId: string,
): RequestUrls {
  const prefix = dialect.fullIdUrls ? endpointId : appOf(endpointId);
  const request = `${origin}/${prefix}/requests/${requestId}`;
  return {
    response_url: dialect.fullIdUrls ? `${request}/response` : request,
    status_url: `${request}/status`,
    cancel_url: `${request}/cancel`,
  };
}

// Its own reading of an id, so that a mistake of the wire's shows: workflows and comfy apps keep their namespace
// (@fal-ai/client, utils.ts parseEndpointId).
const NAMESPACES = new Set(['workflows', 'comfy']);

/** `fal-ai/kling-video` of `fal-ai/kling-video/v3/pro/image-to-video`: the path that requests are asked about under. */
export function appOf(endpointId: string): string {
  const segments = endpointId.split('/');
  return segments.slice(0, NAMESPACES.has(segments[0] ?? '') ? 3 : 2).join('/');
}

/** A number as this dialect writes it. */
export function spell(dialect: Dialect, value: number): number | string {
  return dialect.numbersAsStrings ? String(value) : value;
}
