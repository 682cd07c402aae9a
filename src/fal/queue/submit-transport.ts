import { authorization } from '../key.ts';
import { send, type HttpAnswer, type HttpFailure, type HttpRequest } from '../http/request.ts';
import { singleUseRoute } from '../http/route.ts';

/** The one POST of a submit, as a transport has to carry it out: at most once, and truthfully told. */
export interface SubmitPost {
  endpointId: string;
  url: string;
  headers: Record<string, string>;
  args: Record<string, unknown>;
  key: string;
  timeoutMs: number;
  connectMs: number;
  maxBytes: number;
}

export type SubmitTransport = (post: SubmitPost) => Promise<HttpAnswer | HttpFailure>;

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
  { connectMs, maxBytes }: Pick<SubmitPost, 'connectMs' | 'maxBytes'>,
  request: HttpRequest,
): Promise<HttpAnswer | HttpFailure> {
  const route = singleUseRoute(new URL(request.url).origin, connectMs);
  try {
    return await send(route, request, maxBytes);
  } finally {
    await route.destroy();
  }
}
