import { checkedKey } from '../util/checked-key.ts';
import { type Clock, systemClock } from '../util/clock.ts';
import { createSlots } from '../util/slots.ts';
import { analytics } from './platform/analytics.ts';
import { openClockSkew } from './http/clock-skew.ts';
import { billingEvents } from './platform/billing-events.ts';
import { cancel } from './queue/cancel.ts';
import { download } from './files/download.ts';
import { falClientTransport } from './queue/fal-client-transport.ts';
import { handleFor } from './queue/handle-for.ts';
import { history } from './platform/history.ts';
import { modelListing, modelMetadata } from './platform/model-metadata.ts';
import { unitPrices } from './platform/pricing.ts';
import { requests } from './platform/requests.ts';
import { result } from './queue/result.ts';
import { proxiesOf } from './http/proxies.ts';
import { pooledRoute } from './http/route.ts';
import { status } from './queue/status.ts';
import { httpTransport } from './queue/submit-transport.ts';
import { submit } from './queue/submit.ts';
import type { FalWithSubmit, WireHosts } from './types.ts';
import { upload } from './files/upload.ts';
import { usage } from './platform/usage.ts';
import { watch } from './queue/watch.ts';
import type { UploadMemory } from './types.ts';
import { type Limits, LIMITS, POLL_MS, type PollMs, TIMEOUTS, type Timeouts, type Wire } from './wire.ts';

export { FAL_HOSTS, wireHosts } from './hosts.ts';
export type { UploadMemory } from './types.ts';

export interface FalOptions {
  /** `null` where the user has none: every call that needs it then says so, before anything is sent. */
  key: string | null;
  hosts: WireHosts;
  clock?: Clock;
  /** Without one, the same file goes up each time. */
  uploads?: UploadMemory;
  /** How a submit leaves: our own POST, or the user's installed `@fal-ai/client`. Default `http`. */
  transport?: 'http' | 'fal-client';
  timeouts?: Partial<Timeouts>;
  pollMs?: Partial<PollMs>;
  limits?: Partial<Limits>;
  /** Where proxies are named (`HTTPS_PROXY` and its siblings). Default: nowhere. */
  env?: NodeJS.ProcessEnv;
  /** 0 to 1, for the jitter of retries. Default `Math.random`. */
  random?: () => number;
}

/** The wire to fal. Opens nothing until it is used; throws for a key that could not stand in a header. */
export function createFal(options: FalOptions): FalWithSubmit {
  const { clock = systemClock } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const limits = { ...LIMITS, ...options.limits };
  const wire: Wire = {
    key: options.key === null ? null : checkedKey(options.key),
    hosts: options.hosts,
    clock,
    skew: openClockSkew(clock),
    random: options.random ?? Math.random,
    route: pooledRoute(timeouts.connect, proxiesOf(options.env ?? {}), limits.streams + limits.calls),
    timeouts,
    pollMs: { ...POLL_MS, ...options.pollMs },
    limits,
    downloads: createSlots(limits.downloads),
    streams: { open: 0 },
    uploads: options.uploads ?? null,
    post: options.transport === 'fal-client' ? falClientTransport() : httpTransport,
  };
  return {
    hosts: wire.hosts,
    clockSkew: () => wire.skew.ms(),
    submit: (endpointId, args, submitOptions) => submit(wire, endpointId, args, submitOptions),
    status: (handle, watchOptions) => status(wire, handle, watchOptions),
    watch: (handle, watchOptions) => watch(wire, handle, watchOptions),
    result: (handle, resultOptions) => result(wire, handle, resultOptions),
    cancel: (handle) => cancel(wire, handle),
    upload: (path, contentType, uploadOptions) => upload(wire, path, contentType, uploadOptions),
    download: (request) => download(wire, request),
    history: (endpointId, window) => history(wire, endpointId, window),
    unitPrices: (endpointIds) => unitPrices(wire, endpointIds),
    modelMetadata: (endpointIds, signal) => modelMetadata(wire, endpointIds, signal),
    modelListing: (listing) => modelListing(wire, listing),
    billingEvents: (query) => billingEvents(wire, query),
    usage: (query) => usage(wire, query),
    analytics: (query) => analytics(wire, query),
    requests: (query) => requests(wire, query),
    handleFor: (endpointId, requestId) => handleFor(wire.hosts, endpointId, requestId),
    close: () => wire.route.destroy(),
  };
}
