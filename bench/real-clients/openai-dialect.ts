import type { Dialect, Move, Shown } from './scripted-model.ts';

type Part = { type: 'input_text'; text: string } | { type: 'input_image'; image_url: string };

interface Tool {
  name: string;
  tools?: Tool[];
}

type Item =
  | { type: 'function_call_output'; output: string | Part[] }
  | { type: 'tool_search_output'; tools: Tool[] }
  | { type: 'message'; content: Part[] };

interface Body {
  input: Item[];
}

/** The Responses API as Codex speaks it, answered as a stream. */
export const openai: Dialect = {
  path: '/v1/responses',
  isTurn: () => true,
  eventsOf(move, turn) {
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    const events = [
      { type: 'response.created', response: { id: `resp_${turn}` } },
      { type: 'response.output_item.done', output_index: 0, item: itemOf(move, turn) },
      { type: 'response.completed', response: { id: `resp_${turn}`, usage } },
    ];
    return events;
  },
  firstSight(body) {
    const lines = (body as Body).input
      .flatMap((item) => (item.type === 'message' ? shownIn(item.content).text.split('\n') : []))
      .filter((line) => line.includes('mcp__fal_video'));
    return lines.join('\n');
  },
  lastShown(body) {
    const result = (body as Body).input.findLast(({ type }) => type.endsWith('_output'));
    if (result?.type === 'tool_search_output') {
      const found = result.tools.flatMap(({ name, tools = [] }) =>
        tools.map((tool) => `tool: ${name} ${tool.name}`),
      );
      return { text: found.join('\n'), pictures: [] };
    }
    return shownIn(result?.type === 'function_call_output' ? result.output : '');
  },
};

function itemOf(move: Move, turn: number): object {
  if ('say' in move) {
    const content = [{ type: 'output_text', text: move.say }];
    return { type: 'message', role: 'assistant', id: `msg_${turn}`, content };
  }
  const call = { id: `item_${turn}`, call_id: `call_${turn}` };
  if ('search' in move) {
    const how = { type: 'tool_search_call', execution: 'client', status: 'completed' };
    return { ...call, ...how, arguments: { query: move.search, limit: 4 } };
  }
  // Codex writes the server's name with an underscore.
  const where = { type: 'function_call', namespace: 'mcp__fal_video', name: move.tool };
  return { ...call, ...where, arguments: JSON.stringify(move.input) };
}

function shownIn(output: string | Part[]): Shown {
  const parts: Part[] = typeof output === 'string' ? [{ type: 'input_text', text: output }] : output;
  return {
    text: parts.flatMap((part) => (part.type === 'input_text' ? [part.text] : [])).join('\n'),
    pictures: parts.flatMap((part) => {
      const [, type, data] =
        part.type === 'input_image' ? (/^data:([^;]+);base64,(.*)$/s.exec(part.image_url) ?? []) : [];
      return type === undefined || data === undefined ? [] : [{ type, bytes: Buffer.from(data, 'base64') }];
    }),
  };
}
