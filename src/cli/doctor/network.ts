import { request } from 'undici';
import type { WireHosts } from '../../fal/types.ts';
import { fail, type Finding, ok, warn } from './check.ts';

const WAIT_MS = 6000;

/** Whether each of fal's hosts answers at all: one small GET without the key, which can start nothing. */
export async function checkNetwork(hosts: WireHosts): Promise<Finding[]> {
  const [media = ''] = hosts.media;
  const mediaUrl = `${hosts.simulated ? 'http' : 'https'}://${media.replace(/^\./, '')}`;
  return await Promise.all([
    reach('queue', hosts.queue),
    reach('storage', hosts.rest),
    reach('platform', hosts.api),
    // Media come from many hosts below one name; that the first answers says enough.
    reach('media', mediaUrl),
  ]);
}

async function reach(name: string, origin: string): Promise<Finding> {
  const check = `network: ${name}`;
  const begun = performance.now();
  try {
    const { statusCode, body } = await request(origin, { signal: AbortSignal.timeout(WAIT_MS) });
    body.on('error', () => undefined).destroy();
    const ms = Math.round(performance.now() - begun);
    // Any answer proves the way; what `/` answers is not ours to judge, but a gateway's 5xx is a sign of trouble.
    if (statusCode >= 500)
      return warn(
        check,
        `${origin} answers ${statusCode} after ${ms} ms`,
        'Look at status.fal.ai, then try again.',
      );
    return ok(check, `${origin} answers after ${ms} ms`);
  } catch (error) {
    return fail(
      check,
      `${origin} is not reached: ${reasonOf(error)}`,
      'Check the connection, DNS, and any proxy or firewall.',
    );
  }
}

function reasonOf(error: unknown): string {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError') return `no answer within ${WAIT_MS / 1000} seconds`;
  return code ?? message ?? String(error);
}
