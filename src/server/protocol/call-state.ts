import { createRequestStateCodec, type RequestStateCodec } from '@modelcontextprotocol/server';
import { quoteSecret } from '../../budget/quote.ts';
import type { Question, ToolContext } from '../define-tool.ts';

/** What a call leaves with its client while the user is asked. */
export type CallState = Question;

export interface CallStates {
  mint: (state: CallState) => Promise<string>;
  /** Throws unless it was sealed here, in the last ten minutes. */
  verify: RequestStateCodec<CallState>['verify'];
}

/**
 * Seals it with the project's own secret, so that any process over the project can take up the answer, and
 * what was changed on the way is refused before a tool runs.
 */
export function callStates(opening: ToolContext | Promise<ToolContext>): CallStates {
  const codec = async () => {
    const { project } = await opening;
    return createRequestStateCodec<CallState>({ key: await quoteSecret(project.paths.quoteKey) });
  };
  return {
    mint: async (state) => (await codec()).mint(state),
    verify: async (sealed, request) => (await codec()).verify(sealed, request),
  };
}
