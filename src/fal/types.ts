import type {
  AnalyticsQuery,
  BillingEvent,
  HistoryEntry,
  ModelListing,
  ModelMetadata,
  PlatformList,
  RequestsQuery,
  UnitPrice,
  UsageQuery,
} from './platform-types.ts';
import type { FalVideoError } from '../errors.ts';

/** Where the wire points. `simulated` is true as soon as any of it is not fal's own. */
export interface WireHosts {
  /** Origins without a trailing slash: `https://queue.fal.run`, `https://rest.fal.ai`, `https://api.fal.ai`. */
  queue: string;
  rest: string;
  api: string;
  /** Hosts (`host` or `host:port`) and suffixes (`.fal.media`) that media may be downloaded from. */
  media: readonly string[];
  simulated: boolean;
}

/** Everything needed to ask about a request again, from any process. */
export interface QueueHandle {
  endpoint_id: string;
  request_id: string;
  status_url: string;
  response_url: string;
  cancel_url: string;
}

/** Response headers of interest, as fal sent them; `null` where absent. */
export interface FalHeaders {
  request_id: string | null;
  billable_units: string | null;
  served_from: string | null;
  error_type: string | null;
  retryable: string | null;
}

/** An answer of fal kept as evidence: for `create.json`, `status.jsonl`, `final.json`. */
export interface FalAnswer {
  http_status: number;
  headers: FalHeaders;
  body: unknown;
}

/** What a job may say to the queue, beside its arguments. */
export interface SubmitOptions {
  /** `X-Fal-Store-IO`; false sends "0". Default true: fal keeps inputs and results 30 days, which makes recovery possible. */
  store_io?: boolean;
  /** Default false: `x-app-fal-disable-fallback: true` is sent, so that the named model runs or none. */
  allow_fallback?: boolean;
  /** `X-Fal-Request-Timeout`: seconds until the job must have *started*. */
  start_timeout_seconds?: number;
  /** `X-Fal-No-Retry: 1`. */
  no_retry?: boolean;
  /** `X-Fal-Object-Lifecycle-Preference`: seconds until fal deletes the output media. */
  media_expires_seconds?: number;
  /** `X-Fal-Queue-Priority`. */
  priority?: 'normal' | 'low';
}

/**
 * The four ends of the one POST. `not-sent`: no connection stood, nothing can have arrived. `refused`: fal
 * answered that it will not run this. `unknown`: the request may have arrived; it is never sent again by itself.
 */
export type SubmitOutcome =
  | {
      kind: 'accepted';
      handle: QueueHandle;
      queue_position: number | null;
      answer: FalAnswer;
      /** What was odd about it: URLs of a foreign host, which were not used. */
      note?: string;
    }
  | { kind: 'refused'; error: FalVideoError; answer: FalAnswer }
  | { kind: 'not-sent'; error: FalVideoError }
  | { kind: 'unknown'; error: FalVideoError; answer: FalAnswer | null };

export type QueueState = 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED';

export interface LogLine {
  message: string;
  timestamp: string | null;
  level: string | null;
}

export interface QueueStatus {
  state: QueueState;
  queue_position: number | null;
  logs: LogLine[];
  inference_seconds: number | null;
  /** fal's error text and type on a COMPLETED that failed. */
  error: string | null;
  error_type: string | null;
  answer: FalAnswer;
}

/** `failed` is the model's own, final word; what may pass (network, 5xx gateways, 429) is retried and then thrown. */
export type ResultOutcome =
  | { kind: 'ok'; answer: FalAnswer }
  | { kind: 'failed'; error: FalVideoError; answer: FalAnswer }
  | { kind: 'pending'; answer: FalAnswer }
  | { kind: 'expired'; error: FalVideoError; answer: FalAnswer };

export type OnTrouble = (error: FalVideoError | null) => void;

export interface ReadOptions {
  signal?: AbortSignal;
  /** Told of each try that went wrong and is made again, so that whoever waits can say why; `null` when one went well. */
  onTrouble?: OnTrouble | undefined;
}

/** The same of somebody who can be stopped. */
export type Reading = ReadOptions & { signal: AbortSignal };

export interface ResultOptions extends ReadOptions {
  /**
   * Where the bytes go that stand in the answer itself (`sync_mode`), by their number from 1. `data:image/png;base64,[1]`
   * is left in their place. Without it they are dropped.
   */
  embedded?: (number: number) => string;
}

/** What fal said to a cancel. `removed` from the queue is the only one that ends the job at once. */
export type CancelAnswer = 'removed' | 'requested' | 'already-completed' | 'not-found';

export interface UploadedFile {
  url: string;
  sha256: string;
  bytes: number;
  content_type: string;
}

/** Remembers what was uploaded, so that the same picture goes up once. */
export interface UploadMemory {
  get(sha256: string): Promise<UploadedFile | null>;
  put(file: UploadedFile): Promise<void>;
}

export interface UploadOptions {
  signal?: AbortSignal;
  onProgress?: (bytes: number, total: number) => void;
}

export interface DownloadedFile {
  path: string;
  bytes: number;
  sha256: string;
  /** Sniffed from the first bytes, never the server's word. */
  content_type: string;
}

export interface DownloadRequest extends ReadOptions {
  url: string;
  /** What fal says that it is: a page in the place of a video is told from a page. */
  content_type?: string | null;
  /** Path without an extension; the sniffed type adds it. The temporary file is `<path>.part`. */
  destination: string;
  maxBytes: number;
  onProgress?: (bytes: number, total: number | null) => void;
}

export interface WatchOptions extends ReadOptions {
  logs?: boolean;
}

/** The one call that costs money. It is sent once and never retried; only `jobs/run` holds it. */
export interface Submitter {
  submit: (
    endpointId: string,
    args: Record<string, unknown>,
    options: SubmitOptions,
  ) => Promise<SubmitOutcome>;
}

/**
 * The wire: all that fal-video asks of fal beside the submit.
 * Reads retry inside; what they throw is a `FalVideoError` after the last try. An aborted signal rejects with its reason.
 */
export interface Fal {
  readonly hosts: WireHosts;
  /** Milliseconds by which fal's clock is ahead of ours; `null` until an answer told. */
  clockSkew(): number | null;
  status(handle: QueueHandle, options?: WatchOptions): Promise<QueueStatus>;
  /** Status by stream, falling back to polling; ends after COMPLETED. Yields only what changed, log lines once. */
  watch(handle: QueueHandle, options?: WatchOptions): AsyncIterable<QueueStatus>;
  result(handle: QueueHandle, options?: ResultOptions): Promise<ResultOutcome>;
  cancel(handle: QueueHandle): Promise<{ answer: CancelAnswer; raw: FalAnswer }>;
  upload(path: string, contentType: string, options?: UploadOptions): Promise<UploadedFile>;
  download(request: DownloadRequest): Promise<DownloadedFile>;
  /** Requests of one endpoint sent in the window, newest first, paged to its end. Times are ISO. */
  history(endpointId: string, window: { start: string; end: string }): Promise<HistoryEntry[]>;
  unitPrices(endpointIds: readonly string[]): Promise<UnitPrice[]>;
  /** Each endpoint with its OpenAPI document; one that fal does not know is left out. */
  modelMetadata(endpointIds: readonly string[], signal?: AbortSignal): Promise<ModelMetadata[]>;
  /** The ids of all active models of a category. */
  modelListing(listing: ModelListing): Promise<string[]>;
  /** Charges for at most 50 requests within 90 days. Needs an admin key. */
  billingEvents(query: {
    request_ids: readonly string[];
    start: string;
    end: string;
  }): Promise<BillingEvent[]>;
  /** Needs an admin key. */
  usage(query: UsageQuery): Promise<PlatformList>;
  analytics(query: AnalyticsQuery): Promise<PlatformList>;
  requests(query: RequestsQuery): Promise<PlatformList>;
  /** Rebuilds the three URLs from owner/app, for a request id found in the history. */
  handleFor(endpointId: string, requestId: string): QueueHandle;
  close(): Promise<void>;
}

/** All of it, as it is made; the submit goes to `jobs/run` alone. */
export type FalWithSubmit = Fal & Submitter;
