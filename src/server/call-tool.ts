import { asFalVideoError } from '../errors.ts';
import { type CallAnswer, QuestionFirst } from './protocol/ask-user.ts';
import type { PictureAnswer, Tool, ToolCall, ToolContext } from './define-tool.ts';
import { parseInput } from './parse-input.ts';
import { renderData, renderError, renderPictures } from './answer/render.ts';
import { withTrouble } from './answer/with-trouble.ts';

/** Another form for the answer of a tool whose work goes on; `null` where the answer itself is to be given. */
export type AsTask = (answer: PictureAnswer) => CallAnswer | null | Promise<CallAnswer | null>;

/**
 * The one way in which a tool is called over MCP: arguments checked, run, answer rendered. Never throws: this
 * is also the one place where an error becomes an answer.
 */
export async function callTool(
  tool: Tool,
  given: unknown,
  context: ToolContext | Promise<ToolContext>,
  call: ToolCall,
  asTask: AsTask = () => null,
): Promise<CallAnswer> {
  try {
    const input = parseInput(tool, given);
    const opened = await context;
    if (tool.kind === 'pictures') {
      const answer = await tool.run(input, opened, call);
      return (
        (await asTask(answer)) ??
        (await renderPictures({ ...answer, data: await withTrouble(answer.data, opened) }))
      );
    }
    const data = tool.output.parse(await tool.run(input, opened, call));
    return renderData(await withTrouble(data, opened));
  } catch (thrown) {
    if (thrown instanceof QuestionFirst) return thrown.result;
    return renderError(asFalVideoError(thrown), tool.effect);
  }
}
