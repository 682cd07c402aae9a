import { FalVideoError } from '../errors.ts';
import type { Tool, ToolContext } from '../server/define-tool.ts';
import { parseInput } from '../server/parse-input.ts';
import type { Host, Session } from './command.ts';

/** The tools over an opened project: the same calls that an agent makes. */
export function createSession(
  { parts, printer, surroundings, globals }: Host,
  context: ToolContext,
): Session {
  const { signal, stdin } = surroundings;
  return {
    context,
    printer,
    signal,
    stdin,
    hasOwnSimulator: globals.simulate === true,
    async call<Data>(name: string, input: Record<string, unknown>): Promise<Data> {
      const tool = findTool(parts.tools, name);
      const checked = parseInput(tool, input);
      const call = { signal, progress: () => undefined };
      if (tool.kind === 'data') return (await tool.run(checked, context, call)) as Data;
      return (await tool.run(checked, context, call)).data as Data;
    },
  };
}

export function findTool(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((one) => one.name === name);
  if (tool !== undefined) return tool;
  throw new FalVideoError('internal', { code: 'NO_SUCH_TOOL', message: `There is no tool ${name}.` });
}
