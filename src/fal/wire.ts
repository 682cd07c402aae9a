import type { Clock } from '../util/clock.ts';
import type { Slots } from '../util/slots.ts';
import type { ClockSkew } from './http/clock-skew.ts';
import type { ProxyFor } from './http/proxies.ts';
import type { HttpAnswer, HttpFailure } from './http/request.ts';
import type { Route } from './http/route.ts';
import type { WireHosts, UploadMemory } from './types.ts';

/** Milliseconds. */
export interface Timeouts {
  /** Until a connection stands, its TLS included. */
  connect: number;
  /** A whole call of the queue or the platform. */
  call: number;
  /** The POST of a submit: longer, since giving up on it leaves an unknown outcome. */
  submit: number;
  /** Silence of a status stream that has told nothing yet, after which polls go beside it. */
  streamFirst: number;
  /** The same of one that has told something in time. */
  streamIdle: number;
  /** Silence while media go up or down; what comes down slower than `least` bytes in this time counts as silent. */
  transferIdle: number;
  /** One whole file, up or down. */
  transfer: number;
}

export const TIMEOUTS: Timeouts = {
  connect: 10_000,
  call: 30_000,
  submit: 90_000,
  streamFirst: 2_000,
  streamIdle: 30_000,
  transferIdle: 60_000,
  transfer: 30 * 60_000,
};

/** Milliseconds between two polls: the first pause and the longest. */
export interface PollMs {
  first: number;
  most: number;
}

/** One to five seconds suit jobs of one to six minutes. */
export const POLL_MS: PollMs = { first: 1_000, most: 5_000 };

export interface Limits {
  /** Status streams at once, each of which keeps a connection while its job lasts: whoever has none polls. */
  streams: number;
  /** Calls at once beside them, to one host; further ones wait. */
  calls: number;
  /** Downloads at once: enough to fill a line, and to leave room beside those that hang. */
  downloads: number;
  /** Bytes within `transferIdle`, about one kilobyte a second: what is slower never ends. */
  least: number;
  /** Bytes of the longest JSON answer that is read. */
  answer: number;
  /** Files of more bytes go up in parts (fal-js storage.ts). */
  multipartAbove: number;
  part: number;
}

export const LIMITS: Limits = {
  streams: 32,
  calls: 64,
  downloads: 32,
  least: 64 * 1024,
  answer: 8 * 1024 * 1024,
  multipartAbove: 90 * 1024 * 1024,
  part: 10 * 1024 * 1024,
};

/** The one POST of a submit, as a transport has to carry it out: at most once, and truthfully told. */
export interface SubmitPost {
  endpointId: string;
  url: string;
  headers: Record<string, string>;
  args: Record<string, unknown>;
  key: string;
  timeoutMs: number;
  connectMs: number;
  proxyFor: ProxyFor;
  maxBytes: number;
}

export type SubmitTransport = (post: SubmitPost) => Promise<HttpAnswer | HttpFailure>;

/** What every call of the wire needs. */
export interface Wire {
  key: string | null;
  hosts: WireHosts;
  clock: Clock;
  skew: ClockSkew;
  /** 0 to 1, for jitter. */
  random: () => number;
  route: Route;
  timeouts: Timeouts;
  pollMs: PollMs;
  limits: Limits;
  downloads: Slots;
  streams: { open: number };
  uploads: UploadMemory | null;
  post: SubmitTransport;
}
