import type { Dialect, Move, Shown } from './scripted-model.ts';

type Part =
  | { type: 'text'; text: string }
  | { type: 'image'; source: { media_type: string; data: string } }
  | { type: 'tool_reference'; tool_name: string }
  | { type: 'tool_result'; content: string | Part[] };

interface Body {
  tools?: { name: string }[];
  messages: { role: string; content: string | Part[] }[];
}

/** The Messages API as Claude Code speaks it, answered as a stream. */
export const anthropic: Dialect = {
  path: '/v1/messages?',
  // Its own questions, such as that for a title, come without tools.
  isTurn: (body) => ((body as Body).tools ?? []).some(({ name }) => name === 'ToolSearch'),
  eventsOf(move, turn, prefix = 'mcp__fal-video__') {
    const message = { id: `msg_${turn}`, type: 'message', role: 'assistant', model: 'scripted', content: [] };
    const { block, delta } = contentOf(move, turn, prefix);
    const events = [
      { type: 'message_start', message: { ...message, usage: { input_tokens: 1, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'say' in move ? 'end_turn' : 'tool_use' },
        usage: { output_tokens: 1 },
      },
      { type: 'message_stop' },
    ];
    return events;
  },
  firstSight(body) {
    const text = (body as Body).messages
      .flatMap(({ content }) => (typeof content === 'string' ? [content] : content.flatMap(textOf)))
      .join('\n');
    const names = text.split('\n').filter((line) => line.startsWith('mcp__fal-video__'));
    const [instructions = ''] = /## fal-video\n.*?(?=\n\n(?:#|The following|<\/)|$)/s.exec(text) ?? [];
    return [...names, '', instructions].join('\n');
  },
  lastShown(body) {
    const results = (body as Body).messages
      .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
      .filter((part) => part.type === 'tool_result');
    return shownIn(results.at(-1)?.content ?? '');
  },
};

function contentOf(move: Move, turn: number, prefix: string): { block: object; delta: object } {
  if ('say' in move) {
    return { block: { type: 'text', text: '' }, delta: { type: 'text_delta', text: move.say } };
  }
  const [name, input] =
    'search' in move ? ['ToolSearch', { query: move.search }] : [`${prefix}${move.tool}`, move.input];
  return {
    block: { type: 'tool_use', id: `toolu_${turn}`, name, input: {} },
    delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
  };
}

function shownIn(content: string | Part[]): Shown {
  const parts: Part[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return {
    text: parts.flatMap(textOf).join('\n'),
    pictures: parts.flatMap((part) =>
      part.type === 'image'
        ? [{ type: part.source.media_type, bytes: Buffer.from(part.source.data, 'base64') }]
        : [],
    ),
  };
}

function textOf(part: Part): string[] {
  if (part.type === 'text') return [part.text];
  return part.type === 'tool_reference' ? [`tool: ${part.tool_name}`] : [];
}
