import type { CallToolResult } from '@modelcontextprotocol/server';
import { FalVideoError } from '../../src/errors.ts';
import { callTool } from '../../src/server/call-tool.ts';
import type { Tool, ToolCall, ToolContext } from '../../src/server/define-tool.ts';
import { holdSteps } from './next-steps.ts';

/** What an agent gets from a call: its text, the data in it, and what is shown beside it. */
export interface Heard {
  isError: boolean;
  text: string;
  /** The JSON of the text; empty for an error. */
  data: Record<string, unknown>;
  images: string[];
  links: string[];
  progress: string[];
  whole: CallToolResult;
}

/** Calls a tool as a client does, without the wire between. */
export async function hear(
  tool: Tool,
  context: ToolContext | Promise<ToolContext>,
  args: unknown,
  signal: AbortSignal = new AbortController().signal,
): Promise<Heard> {
  const progress: string[] = [];
  // Nobody can be asked here, so that every call has its answer.
  const whole = (await callTool(held(tool), args, context, {
    signal,
    progress: (_, message) => progress.push(message),
  })) as CallToolResult;
  return { ...heardFrom(whole), progress, whole };
}

/** The tool, with each next step that it answers or fails with held to its promise. */
function held(tool: Tool): Tool {
  const run = async (input: never, context: ToolContext, call: ToolCall) => {
    try {
      const answer = await tool.run(input, context, call);
      await holdSteps(answer);
      return answer;
    } catch (thrown) {
      if (thrown instanceof FalVideoError) await holdSteps({ next: thrown.next });
      throw thrown;
    }
  };
  return { ...tool, run } as Tool;
}

export function heardFrom(
  whole: Pick<CallToolResult, 'content' | 'isError'>,
): Omit<Heard, 'progress' | 'whole'> {
  const text = whole.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  const isError = whole.isError === true;
  return {
    isError,
    text,
    data: isError ? {} : (JSON.parse(text) as Record<string, unknown>),
    images: whole.content.flatMap((block) => (block.type === 'image' ? [block.mimeType] : [])),
    links: whole.content.flatMap((block) => (block.type === 'resource_link' ? [block.uri] : [])),
  };
}
