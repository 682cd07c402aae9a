import type { Micros } from '../util/money.ts';

/** One row of fal's request history (`GET /v1/models/requests/by-endpoint?expand=payloads`). */
export interface HistoryEntry {
  request_id: string;
  endpoint_id: string;
  sent_at: string;
  ended_at: string | null;
  status_code: number | null;
  json_input: unknown;
}

export interface UnitPrice {
  endpoint_id: string;
  unit: string;
  /**
   * USD per unit: multiply with `multiplyToMicros`, not as a float. Where fal sent no amount, what it sent as a
   * text, so that a bill can say why it is not known.
   */
  unit_price: number | string;
  currency: string;
}

/** What the Platform API says of one endpoint (`GET /v1/models?expand=openapi-3.0`). */
export interface ModelMetadata {
  endpoint_id: string;
  /** As fal sent it: status, category, licence, date; `null` where it sent none. */
  metadata: unknown;
  /** The OpenAPI document, unchecked; `null` where there is none. */
  openapi: unknown;
  /** Why there is no document. */
  problem: string | null;
}

export interface ModelListing {
  /** fal's own word: `image-to-video`. */
  category: string;
}

/** One charge (`GET /v1/models/billing-events`). */
export interface BillingEvent {
  request_id: string;
  /** `null` where it is in no readable amount of USD; `problem` then says what fal sent. */
  micros: Micros | null;
  problem?: string;
  source: 'cost_total' | 'cost_estimate_nano_usd';
}

/** A span of time as fal takes it: ISO dates or times, `end` exclusive. */
interface Span {
  start?: string | undefined;
  end?: string | undefined;
}

interface ReportQuery extends Span {
  timezone?: string | undefined;
  timeframe?: string | undefined;
  bound_to_timeframe?: boolean | undefined;
  /** `summary`, `time_series`; for analytics also each metric. */
  expand: readonly string[];
  /** Rows wanted. */
  limit: number;
  cursor?: string | undefined;
}

export interface UsageQuery extends ReportQuery {
  /** At most 50; default all. */
  endpoint_id?: readonly string[] | undefined;
}

export interface AnalyticsQuery extends ReportQuery {
  endpoint_id: readonly string[];
}

export interface RequestsQuery extends Span {
  endpoint_id: string;
  request_id?: string | undefined;
  status?: string | undefined;
  sort_by?: string | undefined;
  expand?: readonly string[] | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Rows of the platform API with fal's own members, by the name of their list. */
export interface PlatformList {
  rows: Record<string, Record<string, unknown>[]>;
  /** `null` when there are no more. */
  next_cursor: string | null;
}
