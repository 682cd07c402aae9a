import { usdFromMicros } from '../../util/money.ts';
import type { BookEntry } from '../books.ts';
import type { Exchange, SimulatedRoute, World } from '../exchange.ts';
import { type SimulatedJob, workSeconds } from '../job.ts';
import { listParameter, pageReply } from './pages.ts';
import { platformError, type Reply } from '../reply.ts';
import { DAY_MS, isWithin, timeWindow } from './time-window.ts';

/** What the platform API sums up: usage in money, analytics in counts and seconds (its openapi.json). */
export const REPORT_ROUTES: readonly SimulatedRoute[] = [
  { method: 'GET', path: /^\/v1\/models\/usage$/, access: 'admin', call: 'history', handle: usage },
  { method: 'GET', path: /^\/v1\/models\/analytics$/, access: 'key', call: 'history', handle: analytics },
];

function usage({ url }: Exchange, { books, clock }: World): Reply {
  const endpoints = listParameter(url, 'endpoint_id');
  const window = timeWindow(url, clock.now(), DAY_MS);
  const entries = books
    .accepted()
    .filter(({ billable_units }) => billable_units !== null)
    .filter(({ endpoint_id }) => endpoints.length === 0 || endpoints.includes(endpoint_id))
    .filter(({ ended_at }) => isWithin(new Date(ended_at ?? ''), window));
  return report(url, entries, ({ ended_at }) => ended_at ?? '', usageRow);
}

function usageRow(entries: readonly BookEntry[]): object {
  const [first] = entries;
  const units = entries.reduce((sum, { billable_units }) => sum + (billable_units ?? 0), 0);
  return {
    unit: first?.unit,
    quantity: Number(units.toFixed(6)),
    unit_price: first?.unit_price,
    cost: usdFromMicros(entries.reduce((sum, { micros }) => sum + micros, 0)),
    currency: 'USD',
  };
}

function analytics({ url }: Exchange, { queue, clock }: World): Reply {
  const endpoints = listParameter(url, 'endpoint_id');
  if (endpoints.length === 0 || endpoints.length > 50) {
    return platformError(400, 'validation_error', 'endpoint_id: 1 to 50 are required');
  }
  const metrics = listParameter(url, 'expand').filter((name) => name in METRICS);
  if (metrics.length === 0) return platformError(400, 'validation_error', 'expand: name at least one metric');
  const window = timeWindow(url, clock.now(), DAY_MS);
  const jobs = queue.ended
    .filter(({ model, removed }) => endpoints.includes(model.endpoint_id) && !removed)
    .filter(({ acceptedAt }) => isWithin(acceptedAt, window))
    .map((job) => ({ endpoint_id: job.model.endpoint_id, job }));
  return report(
    url,
    jobs,
    ({ job }) => job.acceptedAt.toISOString(),
    (rows) => Object.fromEntries(metrics.map((name) => [name, METRICS[name]?.(rows.map(({ job }) => job))])),
  );
}

const count = (fits: (code: number) => boolean) => (jobs: readonly SimulatedJob[]) =>
  jobs.filter(({ outcome }) => fits(outcome?.http_status ?? 0)).length;

const percentile =
  (share: number, secondsOf: (job: SimulatedJob) => number | null) => (jobs: readonly SimulatedJob[]) => {
    const seconds = jobs
      .map(secondsOf)
      .filter((one) => one !== null)
      .toSorted((a, b) => a - b);
    return seconds[Math.ceil(share * seconds.length) - 1] ?? null;
  };
const waitSeconds = ({ acceptedAt, startedAt }: SimulatedJob) =>
  startedAt === null ? null : (startedAt.getTime() - acceptedAt.getTime()) / 1000;

const METRICS: Readonly<Record<string, (jobs: readonly SimulatedJob[]) => number | null>> = {
  request_count: (jobs) => jobs.length,
  success_count: count((code) => code < 400),
  user_error_count: count((code) => code >= 400 && code < 500),
  error_count: count((code) => code >= 500),
  p50_prepare_duration: percentile(0.5, waitSeconds),
  p75_prepare_duration: percentile(0.75, waitSeconds),
  p90_prepare_duration: percentile(0.9, waitSeconds),
  p50_duration: percentile(0.5, workSeconds),
  p75_duration: percentile(0.75, workSeconds),
  p90_duration: percentile(0.9, workSeconds),
};

/** How the bucket of a time is named: by the beginning of its ISO text. A week begins on its Monday. */
const BUCKETS: Readonly<Record<string, (iso: string) => string>> = {
  minute: (iso) => iso.slice(0, 16),
  hour: (iso) => iso.slice(0, 13),
  day: (iso) => iso.slice(0, 10),
  week: (iso) => mondayOf(new Date(iso)).toISOString().slice(0, 10),
  month: (iso) => iso.slice(0, 7),
};

const mondayOf = (day: Date) => new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY_MS);

/** Both reports have one shape: rows by endpoint, over the whole span and in buckets of time. */
function report<Item extends { endpoint_id: string }>(
  url: URL,
  items: readonly Item[],
  timeOf: (item: Item) => string,
  rowOf: (items: readonly Item[]) => object,
): Reply {
  const expand = listParameter(url, 'expand');
  const [series, summary] = [expand.includes('time_series'), expand.includes('summary')];
  // Left out, fal answers with the series; named, one of the two must be there.
  if (expand.length > 0 && !series && !summary) {
    return platformError(400, 'validation_error', 'expand: time_series or summary is required');
  }
  const bucketOf = BUCKETS[url.searchParams.get('timeframe') ?? 'day'];
  if (bucketOf === undefined) return platformError(400, 'validation_error', 'timeframe is not known');
  const rows = (of: readonly Item[]) =>
    groups(of, ({ endpoint_id }) => endpoint_id).map(([endpoint_id, members]) => ({
      endpoint_id,
      ...rowOf(members),
    }));
  const buckets = groups(items, (item) => bucketOf(timeOf(item))).map(([bucket, members]) => ({
    bucket: `${bucket}${'0000-01-01T00:00:00Z'.slice(bucket.length)}`,
    results: rows(members),
  }));
  if (!series && expand.length > 0) return pageReply(url, 'summary', rows(items), 50);
  const paged = pageReply(url, 'time_series', buckets, 50);
  return summary ? { ...paged, json: { ...(paged.json as object), summary: rows(items) } } : paged;
}

function groups<Item>(items: readonly Item[], nameOf: (item: Item) => string): [string, Item[]][] {
  const byName = new Map<string, Item[]>();
  for (const item of items) byName.set(nameOf(item), [...(byName.get(nameOf(item)) ?? []), item]);
  return [...byName].toSorted(([a], [b]) => a.localeCompare(b));
}
