import { type FalVideoError, serviceError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { isMediaUrl } from '../hosts.ts';
import { openStream } from '../http/open-stream.ts';
import type { HttpFailure, OpenAnswer } from '../http/request.ts';
import type { Wire } from '../wire.ts';

const MOST_REDIRECTS = 5;

/**
 * Opens a media URL. Redirects are followed by hand, so that each hop is held to the same hosts. The key is
 * never sent: media are public, and their hosts are many.
 */
export async function openMedia(
  wire: Wire,
  start: string,
  signal: AbortSignal | undefined,
): Promise<OpenAnswer | HttpFailure> {
  let url = start;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    if (!isMediaUrl(url, wire.hosts)) throw badMediaUrl(url, hops);
    const opened = await openStream(wire.route, {
      url,
      headers: { accept: '*/*' },
      timeoutMs: wire.timeouts.transfer,
      idleMs: wire.timeouts.transferIdle,
      signal,
    });
    if (opened.kind === 'failure') return opened;
    const { location } = opened.headers;
    if (opened.status < 300 || opened.status >= 400 || location === undefined) return opened;
    opened.close();
    if (!URL.canParse(location, url)) throw badMediaUrl(location, hops + 1);
    url = new URL(location, url).href;
  }
  throw serviceError({
    code: 'TOO_MANY_REDIRECTS',
    message: `${safeText(start, 120)} redirects more than ${MOST_REDIRECTS} times.`,
    next: 'Collect the job again later; its result stays at fal for a while.',
  });
}

function badMediaUrl(url: string, hops: number): FalVideoError {
  const isData = url.startsWith('data:');
  return serviceError({
    code: 'BAD_MEDIA_URL',
    message:
      (hops === 0 ? 'The result names ' : 'A media URL redirects to ') +
      `${isData ? 'a data URI' : safeText(url, 120)}, which is no https URL of fal's media hosts.`,
    next: isData
      ? 'Leave `sync_mode` off, so that fal keeps the file; this one is in final.json.'
      : 'If the host is right, open the URL by hand: it is in final.json.',
    temporary: false,
  });
}
