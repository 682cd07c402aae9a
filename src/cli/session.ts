import type { AnswerOf, InputOf, ToolName } from '../../tools/index.ts';
import { FalVideoError } from '../errors.ts';
import type { Question, Tool, ToolContext } from '../server/define-tool.ts';
import { parseInput } from '../server/parse-input.ts';
import { canAsk, saysYes } from './ask.ts';
import type { CommandContext, Session } from './command.ts';

/** The tools over an opened project: the same calls that an agent makes. */
export function createSession({ dependencies, printer, io }: CommandContext, context: ToolContext): Session {
  const { signal, stdin } = io;
  const atTerminal = canAsk({ printer, stdin })
    ? ({ question }: Question) => saysYes(question, { printer, stdin, signal })
    : undefined;
  return {
    context,
    printer,
    signal,
    stdin,
    async call<Name extends ToolName>(
      name: Name,
      input: InputOf<Name>,
      { ask = atTerminal, until = signal }: Parameters<Session['call']>[2] = {},
    ) {
      const tool = findTool(dependencies.tools, name);
      const checked = parseInput(tool, input);
      const user = ask === undefined ? undefined : { answered: null, ask };
      const call = { signal: until, progress: () => undefined, user };
      const data =
        tool.kind === 'data'
          ? await tool.run(checked, context, call)
          : (await tool.run(checked, context, call)).data;
      return data as AnswerOf<Name>;
    },
  };
}

export function findTool(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((one) => one.name === name);
  if (tool !== undefined) return tool;
  throw new FalVideoError('internal', { code: 'NO_SUCH_TOOL', message: `There is no tool ${name}.` });
}
