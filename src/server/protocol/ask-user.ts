import {
  type CallToolResult,
  type ClientCapabilities,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { CallState } from './call-state.ts';
import { declaredWith } from './client-capabilities.ts';
import type { AskUser } from '../define-tool.ts';

/** What a call of a tool may come to: its answer, or a question to the user that stands before it. */
export type CallAnswer = CallToolResult | InputRequiredResult;

/** Leaves a tool in mid-call: the client asks its user, and calls again with the answer. */
export class QuestionFirst extends Error {
  readonly result: InputRequiredResult;

  constructor(result: InputRequiredResult) {
    super('The user has to be asked first.');
    this.result = result;
  }
}

/**
 * The way to ask the client's user yes or no, or `undefined` where the client has not said that it can. The
 * 2026-07-28 protocol answers the call with the question and is called again from the top; the 2025 ones are
 * asked in the middle of the call.
 */
export function askerOf(
  server: McpServer,
  { mcpReq }: ServerContext,
  seal: (state: CallState) => Promise<string>,
): AskUser | undefined {
  const declared = declaredWith(mcpReq);
  // Nothing is kept of a 2025 client over HTTP, so that it cannot be asked.
  if (!canShowForms(declared ?? server.server.getClientCapabilities())) return undefined;
  if (declared === undefined) return { answered: null, ask: ({ question }) => askNow(mcpReq, question) };
  return {
    answered: answeredIn(mcpReq),
    async ask({ question, quote_id }) {
      const inputRequests = { [KEY]: inputRequired.elicit({ message: question, requestedSchema: FORM }) };
      const requestState = await seal({ question, quote_id });
      throw new QuestionFirst(inputRequired({ inputRequests, requestState }));
    },
  };
}

/** An empty declaration means forms, as it did before there were kinds (MCP 2025-11-25, elicitation). */
function canShowForms(capabilities: ClientCapabilities | undefined): boolean {
  const elicitation = capabilities?.elicitation;
  if (elicitation === undefined) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}

const KEY = 'spend';

/** One box to tick: a dialogue that is sent off by mistake spends nothing. */
const FORM = {
  type: 'object' as const,
  properties: {
    spend: { type: 'boolean' as const, title: 'Spend it', description: 'Tick to allow this one call.' },
  },
  required: ['spend'],
};

const agreement = z.object({ action: z.literal('accept'), content: z.object({ spend: z.literal(true) }) });

/** Below 45 seconds, which no call is to last; clients of our days wait longer. */
export const ASK_MS = 40_000;

async function askNow(mcpReq: ServerContext['mcpReq'], message: string): Promise<boolean> {
  const params = { mode: 'form', message, requestedSchema: FORM };
  try {
    const answer = await mcpReq.send(
      { method: 'elicitation/create', params },
      { timeout: ASK_MS, signal: mcpReq.signal },
    );
    return agreement.safeParse(answer).success;
  } catch {
    // Too late, gone, or not able to after all: the same as no.
    return false;
  }
}

/** Its seal was checked before the tool was called. */
function answeredIn(mcpReq: ServerContext['mcpReq']): AskUser['answered'] {
  const state = mcpReq.requestState<CallState>();
  if (state === undefined || inputResponse(mcpReq.inputResponses, KEY).kind === 'missing') return null;
  return { ...state, agreed: agreement.safeParse(mcpReq.inputResponses?.[KEY]).success };
}
