import type { CallToolResult } from '@modelcontextprotocol/server';
import { asFalVideoError } from '../errors.ts';
import type { Tool, ToolCall, ToolContext } from './define-tool.ts';
import { parseInput } from './parse-input.ts';
import { renderData, renderError, renderPictures } from './render.ts';

/**
 * The one way in which a tool is called over MCP: arguments checked, run, answer rendered. Never throws: this
 * is also the one place where an error becomes an answer.
 */
export async function callTool(
  tool: Tool,
  given: unknown,
  context: ToolContext | Promise<ToolContext>,
  call: ToolCall,
): Promise<CallToolResult> {
  try {
    const input = parseInput(tool, given);
    if (tool.kind === 'pictures') return await renderPictures(await tool.run(input, await context, call));
    return renderData(tool.output.parse(await tool.run(input, await context, call)));
  } catch (thrown) {
    return renderError(asFalVideoError(thrown), tool.effect);
  }
}
