import { authorization } from '../key.ts';
import { send, type HttpAnswer, type HttpFailure, type HttpRequest } from '../http/request.ts';
import { singleUseRoute } from '../http/route.ts';
import type { SubmitPost, SubmitTransport } from '../wire.ts';

/** Our own POST. */
export const httpTransport: SubmitTransport = async (post) =>
  await postOnce(post, {
    method: 'POST',
    url: post.url,
    headers: {
      ...authorization(post.key),
      accept: 'application/json',
      'content-type': 'application/json',
      ...post.headers,
    },
    body: JSON.stringify(post.args),
    timeoutMs: post.timeoutMs,
  });

/** Sends on a connection of its own, which is thrown away afterwards. */
export async function postOnce(
  { connectMs, proxyFor, maxBytes }: Pick<SubmitPost, 'connectMs' | 'proxyFor' | 'maxBytes'>,
  request: HttpRequest,
): Promise<HttpAnswer | HttpFailure> {
  const route = singleUseRoute(new URL(request.url).origin, connectMs, proxyFor);
  try {
    return await send(route, request, maxBytes);
  } finally {
    await route.destroy();
  }
}
