import type { ServerContext } from '@modelcontextprotocol/server';
import type { ToolCall } from '../define-tool.ts';

const NO_PROGRESS: ToolCall['progress'] = () => undefined;

/**
 * Progress for the client's user, sent only when the client gave a token for it. The protocol wants numbers
 * that only grow, also where fal puts a job back into the queue.
 */
export function progressOf({ mcpReq }: ServerContext): ToolCall['progress'] {
  const { _meta: meta } = mcpReq;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return NO_PROGRESS;
  let last = -1;
  return (value, message) => {
    if (mcpReq.signal.aborted) return;
    last = value > last ? value : last + 0.01;
    const params = { progressToken, progress: last, message };
    // A client that is gone needs no progress.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  };
}
