import type { CallToolResult } from '@modelcontextprotocol/server';
import { FalVideoError } from '../../src/errors.ts';
import { callTool } from '../../src/server/call-tool.ts';
import type { NextStep } from '../../src/next-step.ts';
import type { DataOf, Tool, ToolCall, ToolContext } from '../../src/server/define-tool.ts';
import { holdSteps } from './next-steps.ts';

/** What an agent gets from a call: its text, the data in it, and what is shown beside it. */
export interface Heard<Data = Record<string, unknown>> {
  isError: boolean;
  text: string;
  /** The JSON of the text, as a test that looks into it expects it; empty for an error. */
  data: Data;
  images: string[];
  links: string[];
  progress: string[];
  whole: CallToolResult;
}

/** The members of an answer, whichever of its forms they are of, with next steps in words. */
type Said<Data> = {
  [Name in KeyOf<Data>]: Data extends Partial<Record<Name, infer Value>> ? Drawn<Value> : never;
};
type KeyOf<Data> = Data extends unknown ? keyof Data : never;
type Drawn<Value> = Value extends NextStep
  ? string
  : Value extends object
    ? { [Name in keyof Value]: Drawn<Value[Name]> }
    : Value;

/** Calls a tool as a client does, without the wire between. */
export async function hear<One extends Tool>(
  tool: One,
  context: ToolContext | Promise<ToolContext>,
  args: unknown,
  signal: AbortSignal = new AbortController().signal,
): Promise<Heard<Said<DataOf<One>>>> {
  const progress: string[] = [];
  // Nobody can be asked here, so that every call has its answer.
  const whole = (await callTool(held(tool), args, context, {
    signal,
    progress: (_, message) => progress.push(message),
  })) as CallToolResult;
  const heard = heardFrom(whole);
  return { ...heard, data: heard.data as Said<DataOf<One>>, progress, whole };
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
