import { configurationError } from '../errors.ts';
import { isPrivateHost } from '../util/private-host.ts';
import { safeText } from '../util/safe-text.ts';
import type { WireHosts } from './types.ts';

/** fal's own hosts (fal-js request.ts and config.ts; platform API `servers`). */
export const FAL_HOSTS: WireHosts = {
  queue: 'https://queue.fal.run',
  rest: 'https://rest.fal.ai',
  api: 'https://api.fal.ai',
  media: ['fal.media', '.fal.media'],
  simulated: false,
};

/** Queues that fal may name in the URLs it returns: the second is its backup (fal queue.json, `servers`). */
const FAL_QUEUES = ['https://queue.fal.run', 'https://queue.falrun.com'];

const SETTINGS = {
  queue: 'FAL_VIDEO_QUEUE_URL',
  rest: 'FAL_VIDEO_REST_URL',
  api: 'FAL_VIDEO_API_URL',
  media: 'FAL_VIDEO_MEDIA_HOSTS',
} as const;

/** Where the wire points: fal, unless the environment moves all four parts of it elsewhere together. */
export function wireHosts(env: NodeJS.ProcessEnv): WireHosts {
  const queue = originOf(env, SETTINGS.queue) ?? FAL_HOSTS.queue;
  const rest = originOf(env, SETTINGS.rest) ?? FAL_HOSTS.rest;
  const api = originOf(env, SETTINGS.api) ?? FAL_HOSTS.api;
  const media = mediaHostsOf(env) ?? FAL_HOSTS.media;
  const falsOwn: [name: string, own: boolean][] = [
    [SETTINGS.queue, FAL_QUEUES.includes(queue)],
    [SETTINGS.rest, rest === FAL_HOSTS.rest],
    [SETTINGS.api, api === FAL_HOSTS.api],
    ...media.map((host): [string, boolean] => [SETTINGS.media, isFalMedia(host)]),
  ];
  const own = falsOwn.filter(([, isOwn]) => isOwn).map(([name]) => name);
  const foreign = falsOwn.filter(([, isOwn]) => !isOwn).map(([name]) => name);
  if (own.length > 0 && foreign.length > 0) throw mixed(own, foreign);
  const disguised = [queue, rest, api, ...media].filter((host) => foreign.length > 0 && isInFalsDomain(host));
  if (disguised[0] !== undefined) throw notSimulated(disguised[0]);
  return { queue, rest, api, media, simulated: foreign.length > 0 };
}

/** Whether the key may be sent to this URL. */
export function isApiUrl(text: string, hosts: WireHosts): boolean {
  return isQueueUrl(text, hosts) || hasOrigin(text, [hosts.rest, hosts.api]);
}

/** Whether a URL that fal returned for a request belongs to the queue we talk to. */
export function isQueueUrl(text: string, hosts: WireHosts): boolean {
  return hasOrigin(text, hosts.simulated ? [hosts.queue] : [hosts.queue, ...FAL_QUEUES]);
}

/** Whether media may be read from this URL. The key is never sent there. */
export function isMediaUrl(text: string, hosts: WireHosts): boolean {
  const url = plainUrl(text);
  if (url === null || (url.protocol === 'http:' && !hosts.simulated)) return false;
  return hosts.media.some((entry) =>
    entry.startsWith('.') ? url.port === '' && url.hostname.endsWith(entry) : url.host === entry,
  );
}

/**
 * Whether a file may be put to this URL. fal names it over TLS and it may be a storage provider's, so that
 * any public https host will do; a simulator's must be one of its own.
 */
export function isUploadUrl(text: string, hosts: WireHosts): boolean {
  if (hosts.simulated) return isMediaUrl(text, hosts) || hasOrigin(text, [hosts.rest]);
  const url = plainUrl(text);
  if (url?.protocol !== 'https:' || url.port !== '') return false;
  return /\.[a-z]{2,}$/.test(url.hostname) && !isPrivateHost(url.hostname);
}

/** Origins are compared whole: scheme, host and port, nothing at their end or before. */
function hasOrigin(text: string, origins: readonly string[]): boolean {
  const url = plainUrl(text);
  return url !== null && origins.includes(url.origin);
}

/** An http(s) URL without user name and password, or `null`. */
function plainUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
}

/** In any spelling: what is sent there is paid for, and no simulation. */
const isInFalsDomain = (host: string) =>
  /(?:^|[./])(?:fal\.run|falrun\.com|fal\.ai|fal\.media)\.?(?::\d+)?$/.test(host);

const isFalMedia = (host: string) => host === 'fal.media' || host.endsWith('.fal.media');

function originOf(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = setting(env, name);
  if (value === null) return null;
  const url = plainUrl(value);
  if (url === null || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw badSetting(name, value, 'an origin such as http://127.0.0.1:4010');
  }
  return url.origin;
}

function mediaHostsOf(env: NodeJS.ProcessEnv): string[] | null {
  const value = setting(env, SETTINGS.media);
  if (value === null) return null;
  const hosts = value.split(',').map((host) => host.trim().toLowerCase());
  const isHost = (host: string) => /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/.test(host);
  if (!hosts.every(isHost))
    throw badSetting(SETTINGS.media, value, 'hosts such as 127.0.0.1:4010,.example.com');
  return hosts;
}

/** A client that does not expand `${NAME}` hands the text over as it is: that counts as unset. */
function setting(env: NodeJS.ProcessEnv, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  return value === '' || value.includes('${') ? null : value;
}

const badSetting = (name: string, value: string, rule: string) =>
  configurationError({
    code: 'BAD_WIRE_HOST',
    message: `${name} must be ${rule}, without user name, path or query; it reads "${withoutUserinfo(value)}".`,
    next: `Correct ${name}, or unset it to talk to fal.`,
  });

const withoutUserinfo = (value: string) => safeText(value.replace(/\/\/[^/]*@/, '//…@'), 100);

const notSimulated = (host: string) =>
  configurationError({
    code: 'BAD_WIRE_HOST',
    message: `${safeText(host, 100)} is a host of fal, but not as fal-video knows it: neither real nor simulated.`,
    next: 'Unset all four to talk to fal, or set all four to the same simulator.',
  });

const mixed = (own: string[], foreign: string[]) =>
  configurationError({
    code: 'MIXED_WIRE_HOSTS',
    message:
      `Simulated and real hosts are mixed: ${[...new Set(foreign)].join(', ')} name hosts that are not fal's, ` +
      `${[...new Set(own)].join(', ')} stand on fal's own.`,
    next: 'Set all four to the same simulator, or none.',
  });
