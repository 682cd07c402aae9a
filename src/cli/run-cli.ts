import { CommanderError } from 'commander';
import { asFalVideoError, FalVideoError } from '../errors.ts';
import type { AnyCommand } from './command.ts';
import { stepDrawer } from './draw-step.ts';
import { EXIT, type ExitCode, exitCodeOfError } from './exit-codes.ts';
import { badOption } from './param.ts';
import type { Dependencies, ProcessIO } from './dependencies.ts';
import { createPrinter } from './print.ts';
import { buildProgram } from './program.ts';

/** Runs one command line and gives its exit code. Every error ends here, in words and as data. */
export async function runCli(
  typed: readonly string[],
  dependencies: Dependencies,
  io: ProcessIO,
): Promise<ExitCode> {
  const argv = withoutHelpWord(typed);
  const commands = await loadCommands(argv);
  // Looked for by hand, so that an error of the parsing itself is JSON too.
  const [json, simulated] = [argv.includes('--json'), argv.includes('--simulate')];
  const step = stepDrawer(commands, dependencies.tools, simulated);
  const printer = createPrinter({ ...io, json, step });
  let exitCode: ExitCode = EXIT.done;
  const program = buildProgram(commands, argv, { dependencies, io, printer }, (code) => {
    exitCode = code;
  });
  const names = commands.map(({ name }) => name.split(' ')[0] ?? '');
  try {
    await program.parseAsync(refusingUnknown(argv, names), { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && SHOWN.includes(thrown.code)) return EXIT.done;
    if (io.signal.aborted && !(thrown instanceof FalVideoError)) return EXIT.interrupted;
    const error = thrown instanceof CommanderError ? parseError(thrown) : asFalVideoError(thrown);
    printer.error(error);
    return exitCodeOfError(error);
  }
}

/**
 * The commands that a line can mean. `mcp` is started by a client that waits for its first answer, so that all the
 * others, which take longer to load than it does, are left where they are.
 */
async function loadCommands([first]: readonly string[]): Promise<readonly AnyCommand[]> {
  if (first === 'mcp') return [(await import('./commands/mcp.ts')).mcpCommand];
  return (await import('./all-commands.ts')).ALL_COMMANDS;
}

/** `help generate` asks for what `generate --help` shows. */
function withoutHelpWord(typed: readonly string[]): readonly string[] {
  const first = typed.findIndex((word) => !word.startsWith('-'));
  return typed[first] === 'help' ? [...typed.toSpliced(first, 1), '--help'] : typed;
}

/** There is no help on what there is not: left alone, the parser would show that of the whole program. */
function refusingUnknown(argv: readonly string[], names: readonly string[]): string[] {
  const [first = '-'] = argv;
  const isKnown = first.startsWith('-') || names.includes(first);
  return argv.filter((word) => isKnown || (word !== '--help' && word !== '-h'));
}

/** The help and the version are thrown too, once they have been shown. */
const SHOWN = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** commander's message: `error: unknown option '--promt'\n(Did you mean --prompt?)` */
function parseError({ message }: CommanderError): FalVideoError {
  const [what = '', meant] = message.replace(/^error: /, '').split('\n');
  const next =
    meant?.replaceAll(/[()]/g, '') ??
    '`fal-video --help` lists the commands, and COMMAND --help its options.';
  return badOption(`${what.charAt(0).toUpperCase()}${what.slice(1)}.`, next);
}
