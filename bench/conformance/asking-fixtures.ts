import {
  type CallToolResult,
  type InputRequests,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { callStates } from '../../src/server/protocol/call-state.ts';
import { declaredWith } from '../../src/server/protocol/client-capabilities.ts';
import type { ToolContext } from '../../src/server/define-tool.ts';

type McpRequest = ServerContext['mcpReq'];
const DESCRIPTION = 'Asks the client before it answers.';

/** Tools that ask back (SEP-2322), with the product's own seal on what they leave with the client. */
export function registerAskingFixtures(server: McpServer, context: ToolContext): void {
  const { mint } = callStates(context);
  const seal = (step: string) => mint({ question: '', quote_id: step });

  /** Asks these, and answers once all of them have come; of a wrong or missing one it asks again. */
  const asking = (
    name: string,
    requests: InputRequests,
    answer: (request: McpRequest) => string,
    state = false,
  ) =>
    server.registerTool(name, { description: DESCRIPTION }, async ({ mcpReq }) => {
      if (
        Object.keys(requests).every((key) => inputResponse(mcpReq.inputResponses, key).kind !== 'missing')
      ) {
        return text(answer(mcpReq));
      }
      return inputRequired({
        inputRequests: requests,
        ...(state ? { requestState: await seal(name) } : {}),
      });
    });

  asking(
    'test_input_required_result_elicitation',
    { user_name: NAME },
    (request) => `Hello, ${contentOf(request, 'user_name', 'name')}!`,
  );
  asking('test_streaming_elicitation', { user_name: NAME }, () => 'Heard.');
  asking('test_missing_capability', { question: sampling('Anything?') }, () => 'Heard.');
  asking(
    'test_input_required_result_sampling',
    { capital_question: sampling('What is the capital of France?') },
    ({ inputResponses }) => JSON.stringify(inputResponses?.['capital_question']),
  );
  asking('test_input_required_result_list_roots', { client_roots: ROOTS }, ({ inputResponses }) =>
    JSON.stringify(inputResponses?.['client_roots']),
  );
  asking(
    'test_input_required_result_request_state',
    { confirm: form('Please confirm', 'ok', 'boolean') },
    stateOk,
    true,
  );
  asking(
    'test_input_required_result_tampered_state',
    { confirm: form('Please confirm', 'ok', 'boolean') },
    stateOk,
    true,
  );
  asking(
    'test_input_required_result_multiple_inputs',
    { user_name: NAME, greeting: sampling('Generate a greeting', 50), client_roots: ROOTS },
    () => 'All heard.',
    true,
  );

  server.registerTool(
    'test_input_required_result_multi_round',
    { description: DESCRIPTION },
    async ({ mcpReq }) => {
      const step = mcpReq.requestState<{ quote_id: string }>()?.quote_id;
      if (step === 'step2') return text('Both rounds heard.');
      const next = step === 'step1' ? 'step2' : 'step1';
      const question = next === 'step1' ? NAME_STEP : form('Step 2: What is your favorite color?', 'color');
      return inputRequired({ inputRequests: { [next]: question }, requestState: await seal(next) });
    },
  );

  server.registerTool(
    'test_input_required_result_capabilities',
    { description: DESCRIPTION },
    ({ mcpReq }) => {
      const declared = declaredWith(mcpReq);
      return inputRequired({
        inputRequests: {
          ...(declared?.elicitation === undefined ? {} : { user_name: NAME }),
          ...(declared?.sampling === undefined ? {} : { greeting: sampling('Generate a greeting') }),
        },
      });
    },
  );

  server.registerPrompt('test_input_required_result_prompt', { description: DESCRIPTION }, ({ mcpReq }) => {
    if (inputResponse(mcpReq.inputResponses, 'user_context').kind === 'missing') {
      const question = form('What context should the prompt use?', 'context');
      return inputRequired({ inputRequests: { user_context: question } });
    }
    const words = `In the context of ${contentOf(mcpReq, 'user_context', 'context')}.`;
    return { messages: [{ role: 'user', content: { type: 'text', text: words } }] };
  });

  // The 2025 way, in the middle of a call: it cannot work without a session, and the suites may say so.
  server.registerTool(
    'test_elicitation',
    { description: DESCRIPTION, inputSchema: z.object({ message: z.string() }) },
    ({ message }) => inputRequired({ inputRequests: { user: form(message, 'username') } }),
  );
  server.registerTool(
    'test_sampling',
    { description: DESCRIPTION, inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }) => inputRequired({ inputRequests: { answer: sampling(prompt) } }),
  );
}

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });

function form(message: string, field: string, type: 'string' | 'boolean' = 'string') {
  const shape = z.object({ [field]: type === 'string' ? z.string() : z.boolean() });
  return inputRequired.elicit({ message, requestedSchema: shape });
}

const sampling = (words: string, maxTokens = 100) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: words } }],
    maxTokens,
  });

const NAME = form('What is your name?', 'name');
const NAME_STEP = form('Step 1: What is your name?', 'name');
const ROOTS = inputRequired.listRoots();

function contentOf({ inputResponses }: McpRequest, key: string, field: string): string {
  const view = inputResponse(inputResponses, key);
  return view.kind === 'elicit' ? String(view.content?.[field]) : 'nobody';
}

/** A state that was not sealed here never gets so far. */
const stateOk = ({ requestState }: McpRequest) => (requestState() === undefined ? 'no state' : 'state-ok');
