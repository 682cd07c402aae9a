import { Command } from 'commander';
import type {
  AnyCommand,
  CommandBase,
  Globals,
  CommandContext,
  Layout,
  PlainCommand,
  AnyToolCommand,
} from './command.ts';
import type { Tool } from '../server/define-tool.ts';
import { headlineOf } from '../server/answer/headline.ts';
import { withTrouble } from '../server/answer/with-trouble.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { addFlags, labelOf, readTyped, singleOption, type Typing } from './flags.ts';
import { paintFor } from './paint.ts';
import { checkTyped, type Param, paramsOf } from './param.ts';
import { columnsOf } from './print.ts';
import { findTool } from './session.ts';
import { withProject } from './with-project.ts';

type Given = Omit<CommandContext, 'globals'> & {
  /** Words of a tool with each name of one as the command that it is here. */
  named: (words: string) => string;
};
type Done = (code: ExitCode) => void;

/**
 * The command line as a commander program. `done` gets the exit code of the command that ran. Reading the options
 * of a command from its schema takes its time: where `argv` names commands, the others are names alone.
 */
export function buildProgram(
  specs: readonly AnyCommand[],
  argv: readonly string[],
  host: Omit<CommandContext, 'globals'>,
  done: Done,
): Command {
  const given = { ...host, named: namesOf(specs) };
  const { stdout } = given.io;
  const { bold } = paintFor(stdout, given.io.env);
  const program = new Command('fal-video')
    .description('Turn pictures into videos on fal.ai: priced before, paid once, never lost.')
    .version(given.dependencies.version, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show this help')
    .helpCommand(false)
    .addOption(
      singleOption(
        '--root <DIR>',
        'The project folder (default: FAL_VIDEO_ROOT, CLAUDE_PROJECT_DIR, or where you are)',
      ),
    )
    .option('--simulate', 'Use a local, simulated fal that costs nothing; its work is kept apart')
    .option('--json', 'Answer in JSON, as it does when piped')
    .addOption(
      singleOption(
        '--transport <NAME>',
        'How jobs are sent: http (default), or fal-client for your own @fal-ai/client',
      ),
    )
    .addHelpText('after', '\n`fal-video help COMMAND`, or COMMAND --help, shows what one takes.')
    .configureHelp({ showGlobalOptions: true, styleTitle: bold, minWidthToWrap: 30 })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // A bare `fal-video` is a question, and the help is its answer.
      writeErr: (text) => stdout.write(text),
      // Errors are shown in one place, by `runCli`.
      outputError: () => undefined,
      getOutHelpWidth: () => columnsOf(stdout),
      getErrHelpWidth: () => columnsOf(stdout),
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .exitOverride();
  const isNamed = ({ name }: AnyCommand) => argv.includes(name.split(' ')[0] ?? '');
  const namesAny = specs.some(isNamed);
  for (const spec of specs) {
    if (namesAny && !isNamed(spec)) nameCommand(program, spec, given);
    else if ('tool' in spec) addToolCommand(program, spec, given, done);
    else addPlainCommand(program, spec, given, done);
  }
  return program;
}

function namesOf(specs: readonly AnyCommand[]): Given['named'] {
  const names = new Map<string, string>(
    specs.flatMap((spec) => ('tool' in spec ? [[spec.tool, `\`fal-video ${spec.name}\``] as const] : [])),
  );
  return (words) =>
    words
      .split(/\b/)
      .map((word) => names.get(word) ?? word)
      .join('');
}

function nameCommand(program: Command, spec: AnyCommand, given: Given): Command {
  const [name = '', ...things] = spec.name.split(' ').toReversed();
  const parent = things.reduceRight((above, thing) => commandOf(above, thing, spec), program);
  const [about, also] = wordsOf(spec, given);
  const command = parent
    .command(name)
    .summary(about)
    .description([`${about}.`, ...also].join(' '));
  return parent === program ? command.helpGroup(`${spec.group}:`) : command;
}

/** The line of a command in a list, and what its own help adds. What a tool does is said in the words of the tool. */
function wordsOf(spec: AnyCommand, { dependencies, named }: Given): [about: string, also: string[]] {
  if (!('tool' in spec)) return [spec.about, []];
  const headline = named(headlineOf(findTool(dependencies.tools, spec.tool)));
  return [headline.replace(/\.$/, ''), spec.also === undefined ? [] : [spec.also]];
}

function addToolCommand(program: Command, spec: AnyToolCommand, given: Given, done: Done): void {
  const tool = findTool(given.dependencies.tools, spec.tool);
  const { offered, own, ...typing } = typingOf(spec, tool);
  addCommand(program, spec, given, typing, async (command) => {
    const typed = readTyped(command, typing);
    const ownTyped = pick(typed, own);
    const input = pick(typed, offered);
    const label = (name: string) => labelOf(name, typing.positionals);
    const checkedOwn = spec.own === undefined ? {} : checkTyped(spec.own, ownTyped, label);
    checkTyped(tool.input, input, label);
    const host = hostOf(program, given);
    await withProject(host, async (session) => {
      const data = await (spec.run?.({ input, own: checkedOwn, session }) ?? session.call(spec.tool, input));
      const told = await withTrouble(data, session.context);
      host.printer.answer(told, () => wordsWith(told, spec.show(data, host.printer), host.printer));
      done(spec.exitCode?.(data) ?? EXIT.done);
    });
  });
}

/** How a command is typed: the parameters of its tool that it offers, and its own. */
export function typingOf(
  spec: AnyToolCommand,
  { input }: Pick<Tool, 'input'>,
): Typing & Record<'offered' | 'own', Param[]> {
  const offered = paramsOf(input)
    .filter(({ name }) => spec.hidden?.[name] === undefined)
    .map((param) => ({ ...param, about: spec.words?.[param.name] ?? param.about }));
  const own = ownParams(spec);
  return { offered, own, params: [...offered, ...own], positionals: spec.positionals ?? [] };
}

/** A warning stands before everything else. */
function wordsWith(answer: { warning?: string }, words: string, { paint, step }: Layout): string {
  return answer.warning === undefined ? words : `${paint.yellow(step(answer.warning))}\n\n${words}`;
}

function addPlainCommand(program: Command, spec: PlainCommand, given: Given, done: Done): void {
  const typing: Typing = { params: ownParams(spec), positionals: spec.positionals ?? [] };
  addCommand(program, spec, given, typing, async (command) => {
    const typed = readTyped(command, typing);
    const label = (name: string) => labelOf(name, typing.positionals);
    const own = spec.own === undefined ? {} : checkTyped(spec.own, typed, label);
    done(await spec.run(hostOf(program, given), own));
  });
}

function addCommand(
  program: Command,
  spec: AnyCommand,
  given: Given,
  typing: Typing,
  run: (command: Command) => Promise<void>,
): void {
  const command = nameCommand(program, spec, given);
  addFlags(command, typing, given.named);
  command.action(() => run(command));
}

/** What several commands are about: `experiment`. Alone it shows them. */
function commandOf(above: Command, thing: string, { group }: CommandBase): Command {
  const known = above.commands.find((command) => command.name() === thing);
  return (
    known ??
    above
      .command(thing)
      .description(THINGS[thing] ?? thing)
      .helpGroup(`${group}:`)
      .helpCommand(false)
  );
}

const THINGS: Record<string, string> = {
  experiment: 'Compares models, prompts, pictures and seeds: plan, run, show, votes',
};

const ownParams = ({ own }: CommandBase) => (own === undefined ? [] : paramsOf(own));

const hostOf = (program: Command, given: Given): CommandContext => ({
  ...given,
  globals: program.opts<Globals>(),
});

function pick(values: Record<string, unknown>, params: readonly Param[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => params.some((param) => param.name === name)),
  );
}
