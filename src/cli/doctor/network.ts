import { asFalVideoError } from '../../errors.ts';
import { proxiesOf } from '../../fal/http/proxies.ts';
import { open } from '../../fal/http/request.ts';
import { pooledRoute, type Route } from '../../fal/http/route.ts';
import type { WireHosts } from '../../fal/types.ts';
import { fail, failedWith, type Finding, ok, warn } from './check.ts';

const WAIT_MS = 6000;

/** Whether each of fal's hosts answers at all: one small GET without the key, which can start nothing. */
export async function checkNetwork(hosts: WireHosts, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const [media = ''] = hosts.media;
  const mediaUrl = `${hosts.simulated ? 'http' : 'https'}://${media.replace(/^\./, '')}`;
  const route = pooledRoute(WAIT_MS, proxiesOf(env), 1);
  try {
    return await Promise.all([
      reach(route, 'queue', hosts.queue),
      reach(route, 'storage', hosts.rest),
      reach(route, 'platform', hosts.api),
      // Media come from many hosts below one name; that the first answers says enough.
      reach(route, 'media', mediaUrl),
    ]);
  } finally {
    await route.destroy();
  }
}

async function reach(route: Route, name: string, origin: string): Promise<Finding> {
  const check = `network: ${name}`;
  const begun = performance.now();
  try {
    const proxy = route.proxyFor(new URL(origin));
    const opened = await open(route, { method: 'GET', url: origin, headers: {}, timeoutMs: WAIT_MS });
    if (opened.kind === 'failure')
      return fail(
        check,
        `${origin} is not reached: ${opened.message}`,
        'Check the connection, DNS, and any proxy or firewall.',
      );
    opened.close();
    const ms = Math.round(performance.now() - begun);
    const way = proxy === null ? '' : `, through ${proxy.words}`;
    // Any answer proves the way; what `/` answers is not ours to judge, but a gateway's 5xx is a sign of trouble.
    if (opened.status >= 500)
      return warn(
        check,
        `${origin} answers ${opened.status} after ${ms} ms${way}`,
        'Look at status.fal.ai, then try again.',
      );
    return ok(check, `${origin} answers after ${ms} ms${way}`);
  } catch (error) {
    return failedWith(check, asFalVideoError(error));
  }
}
