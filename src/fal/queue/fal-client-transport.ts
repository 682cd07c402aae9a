import { configurationError } from '../../errors.ts';
import type { HttpAnswer, HttpFailure } from '../http/request.ts';
import { postOnce } from './submit-transport.ts';
import type { SubmitPost, SubmitTransport } from '../wire.ts';

/** The part of `@fal-ai/client` that is used, so that its types are not needed where it is not installed. */
interface FalClientModule {
  createFalClient: (config: { credentials: string; fetch: typeof fetch }) => { queue: FalClientQueue };
}

interface FalClientQueue {
  submit(
    endpointId: string,
    options: { input: Record<string, unknown>; headers: Record<string, string>; priority?: 'normal' | 'low' },
  ): Promise<unknown>;
}

/**
 * Submits through the user's own `@fal-ai/client`, behind a `fetch` that lets one POST through. The client
 * sends a submit again after 429, 502, 503, 504 and network errors, whatever its retry setting says
 * (fal-js #238); here it never sees such an end, and a second POST would not get past the `fetch`.
 */
export function falClientTransport(
  load: () => Promise<FalClientModule> = async () => await import('@fal-ai/client'),
): SubmitTransport {
  return async (post) => {
    const { createFalClient } = await load().catch((cause: unknown) => {
      throw notInstalled(cause);
    });
    const gate = onePostGate(post);
    const client = createFalClient({
      credentials: post.key,
      fetch: gate.fetch,
    });
    const { 'x-fal-queue-priority': priority, ...headers } = post.headers;
    const complaint = await client.queue
      .submit(post.endpointId, { input: post.args, headers, ...(priority === 'low' ? { priority } : {}) })
      .then(() => 'it came back without having sent anything', String);
    // What counts is how the POST ended; what the client made of it does not.
    return gate.outcome() ?? neverPosted(complaint);
  };
}

/** A `fetch` for exactly one POST to the place that was asked for. It remembers how that ended. */
export function onePostGate(post: SubmitPost) {
  let used = false;
  let outcome: HttpAnswer | HttpFailure | null = null;
  const gatedFetch: typeof fetch = async (target, init) => {
    const wanted = new URL(post.url);
    const { pathname } = new URL(target instanceof Request ? target.url : target);
    const { method = 'GET', body } = init ?? {};
    if (used) throw new Blocked('a second POST of the same submit');
    if (method !== 'POST' || pathname !== wanted.pathname || typeof body !== 'string') {
      throw new Blocked(`${method} ${pathname}, which is not the submit`);
    }
    used = true;
    outcome = await postOnce(post, {
      method: 'POST',
      // The client knows only fal's host; where the wire really points is ours to say.
      url: post.url,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body,
      timeoutMs: post.timeoutMs,
    });
    if (outcome.kind === 'failure' || outcome.status < 200 || outcome.status >= 300) {
      throw new Blocked('an end that the client would answer with another POST');
    }
    const { status, headers, bytes } = outcome;
    return new Response(status === 204 || status === 205 ? null : new Uint8Array(bytes), { status, headers });
  };
  return { fetch: gatedFetch, outcome: () => outcome };
}

/** Named so that the client's retry logic takes it for the user's own abort, and stops (fal-js retry.ts). */
class Blocked extends Error {
  override readonly name = 'AbortError';

  constructor(what: string) {
    super(`fal-video stopped ${what}`);
  }
}

/** The gate was not passed, so that nothing has left. */
const neverPosted = (complaint: string): HttpFailure => ({
  kind: 'failure',
  maybeSent: false,
  reason: 'lost',
  message: `@fal-ai/client did not post: ${complaint}`,
  partial: null,
});

const notInstalled = (cause: unknown) =>
  configurationError({
    code: 'FAL_CLIENT_MISSING',
    message: 'The transport fal-client needs @fal-ai/client, which is not installed here.',
    next: 'Run `npm install @fal-ai/client`, or leave the transport at `http`.',
    cause,
  });
