import { type FalVideoError, networkError, serviceError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import type { HttpFailure } from './request.ts';

export const FIX_PROXY =
  'Correct the proxy in the named variable, ask whoever runs it, or name the host in NO_PROXY to go past it.';

/** A failure of the way to fal, of a call that may be repeated freely. `what` reads like "the status of …". */
export function networkFailure(failure: HttpFailure, what: string): FalVideoError {
  const happened = safeText(failure.message, 200);
  const next = 'Check the network and call again: reading costs nothing, and jobs go on at fal meanwhile.';
  const status = failure.partial === null ? {} : { status: failure.partial.status };
  switch (failure.reason) {
    case 'unreachable':
      return networkError({
        code: 'FAL_UNREACHABLE',
        message: `No connection for ${what}: ${happened}.`,
        next,
      });
    case 'refused-way':
      return networkError({
        code: 'PROXY_REFUSED',
        message: `No connection for ${what}: ${happened}.`,
        next: FIX_PROXY,
        temporary: false,
      });
    case 'lost':
      return networkError({
        code: 'CONNECTION_LOST',
        message: `The connection broke during ${what}: ${happened}.`,
        next,
        ...status,
      });
    case 'timeout':
      return networkError({
        code: 'TIMED_OUT',
        message: `Timed out waiting for ${what}: ${happened}.`,
        next,
        ...status,
      });
    case 'too-large':
      return serviceError({
        code: 'ANSWER_TOO_LARGE',
        message: `The answer to ${what} was cut: ${happened}.`,
        next: 'Nothing of that size is expected here; try again later.',
        ...status,
      });
  }
}
