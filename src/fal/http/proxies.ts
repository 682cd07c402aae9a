import { configurationError } from '../../errors.ts';

/** A proxy that the user's environment names. */
export interface Proxy {
  secure: boolean;
  host: string;
  port: number;
  /** The user name and password in its URL, as a header; they stand nowhere else. */
  authorization: string | null;
  /** In words, for errors and reports, without user name and password: "the proxy http://proxy:3128 (HTTPS_PROXY)". */
  words: string;
}

/** The proxy on the way to a URL; `null` where the way is direct. Throws for a setting that names none. */
export type ProxyFor = (url: URL) => Proxy | null;

export const noProxies: ProxyFor = () => null;

/**
 * `HTTPS_PROXY` or `HTTP_PROXY` by the scheme of the URL, else `ALL_PROXY`, but for the hosts in `NO_PROXY`; a name in
 * lower case comes first, as in curl. Loopback is always direct: a proxy elsewhere could not reach it.
 */
export function proxiesOf(env: NodeJS.ProcessEnv): ProxyFor {
  const exceptions = (settingOf(env, 'NO_PROXY')?.value ?? '')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
  return (url) => {
    if (isLoopback(url.hostname) || exceptions.some((entry) => isMeant(entry, url))) return null;
    const setting = settingOf(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
    const found = setting ?? settingOf(env, 'ALL_PROXY');
    return found === null ? null : proxyOf(found);
  };
}

interface Setting {
  name: string;
  value: string;
}

/** A client that does not expand `${NAME}` hands the text over as it is: that counts as unset. */
function settingOf(env: NodeJS.ProcessEnv, upper: string): Setting | null {
  for (const name of [upper.toLowerCase(), upper]) {
    const value = env[name]?.trim() ?? '';
    if (value !== '' && !value.includes('${')) return { name, value };
  }
  return null;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** `*`, a host with all that is below it (`fal.run`, `.fal.run`, `*.fal.run`), or either with a port. */
function isMeant(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const [, name = '', port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  return name !== '' && (url.hostname === name || url.hostname.endsWith(`.${name}`));
}

export const portOf = (url: URL) => (url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80');

function proxyOf({ name, value }: Setting): Proxy {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  // The value is never shown: it may hold a password.
  if (url === null || url.hostname === '') throw badProxy(name, 'its value cannot be read as a URL');
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') throw badProxy(name, `it names a ${scheme} proxy`);
  const authorization =
    url.username === ''
      ? null
      : `Basic ${Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString('base64')}`;
  return {
    secure: scheme === 'https',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(portOf(url)),
    authorization,
    words: `the proxy ${url.origin} (${name})`,
  };
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const badProxy = (name: string, why: string) =>
  configurationError({
    code: 'BAD_PROXY',
    message: `${name} cannot be used: ${why}. A proxy is http://HOST:PORT or https://HOST:PORT.`,
    next: `Correct ${name}, unset it, or add fal's hosts to NO_PROXY: fal.run,fal.ai,fal.media.`,
  });
