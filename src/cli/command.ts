import type { z } from 'zod';
import type { AnswerOf, InputOf, ToolName } from '../../tools/index.ts';
import type { NextStep } from '../next-step.ts';
import type { Question, ToolContext } from '../server/define-tool.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Paint } from './paint.ts';
import type { Dependencies, ProcessIO } from './dependencies.ts';
import type { Printer } from './print.ts';

/** What every command is run with. */
export interface CommandContext {
  dependencies: Dependencies;
  io: ProcessIO;
  printer: Printer;
  globals: Globals;
}

/** The options that every command takes. */
export interface Globals {
  root?: string;
  simulate?: boolean;
  json?: boolean;
  transport?: string;
}

export interface CommandBase {
  /** `models`, or two words for one of several commands about a thing: `experiment plan`. */
  name: string;
  /** The heading under which the help lists it. */
  group: 'Models and prices' | 'Videos and images' | 'Experiments' | 'Money' | 'Set-up';
  /** Parameters that are typed without a flag, in this order; a list takes all that follow. */
  positionals?: readonly string[];
  /** Options of the command line alone, declared as a tool declares its parameters. */
  own?: z.ZodObject;
}

/** A command that maps onto a tool. Its arguments, their types and their words are the tool's, and so is its answer. */
export interface ToolCommand<
  Name extends ToolName = ToolName,
  Own = Record<string, unknown>,
  Data = AnswerOf<Name>,
  Input = InputOf<Name>,
> extends CommandBase {
  tool: Name;
  /** What the command does beyond its tool, for its help: the rest of that is the tool's own words. */
  also?: string;
  /** Parameters that this command does not offer: with what is typed instead, or `null` where it fills them in itself. */
  hidden?: Readonly<Record<string, string | null>>;
  /** What a parameter is here, where the tool's own words are about its call. */
  words?: Readonly<Record<string, string>>;
  /** Where more has to happen than one call of the tool. */
  run?(call: ToolRun<Input, Own>): Promise<Data>;
  /** The answer for a person. Programs get the tool's data as it is. */
  show(data: Data, page: Layout): string;
  /** Default: done. */
  exitCode?(data: Data): ExitCode;
}

export interface ToolRun<Input, Own> {
  /** The tool's input, as far as it was typed. */
  input: Input;
  own: Own;
  session: Session;
}

/** A command without a tool. */
export interface PlainCommand<Own = Record<string, unknown>> extends CommandBase {
  /** One line for the help. */
  about: string;
  run(host: CommandContext, own: Own): Promise<ExitCode>;
}

/** One of them: its own types are its own matter. */
export type AnyToolCommand = ToolCommand<ToolName, Record<string, unknown>, object, Record<string, unknown>>;
export type AnyCommand = AnyToolCommand | PlainCommand;

/** An opened project, and the tools over it. */
export interface Session {
  context: ToolContext;
  printer: Printer;
  signal: AbortSignal;
  stdin: ProcessIO['stdin'];
  /**
   * Runs a tool and gives its data. The input is checked against the tool's schema. Where it needs consent, the person at
   * the terminal is asked, or `ask`; where nobody can be, the data is the price. `until`: when it has to answer.
   */
  call<Name extends ToolName>(
    tool: Name,
    input: InputOf<Name>,
    options?: { ask?: ((question: Question) => Promise<boolean>) | undefined; until?: AbortSignal },
  ): Promise<AnswerOf<Name>>;
}

/** What an answer is laid out on. */
export interface Layout {
  paint: Paint;
  width: number;
  /** A next step as it is typed here; a text is words alone. */
  step: (step: string | NextStep) => string;
}
