import { CommanderError } from 'commander';
import { asFalVideoError, FalVideoError } from '../errors.ts';
import { EXIT, type ExitCode, exitCodeOfError } from './exit-codes.ts';
import { loadCommands } from './load-commands.ts';
import { badOption } from './param.ts';
import type { Parts, Surroundings } from './parts.ts';
import { createPrinter } from './print.ts';
import { buildProgram } from './program.ts';

/** Runs one command line and gives its exit code. Every error ends here, in words and as data. */
export async function runCli(
  argv: readonly string[],
  parts: Parts,
  surroundings: Surroundings,
): Promise<ExitCode> {
  // Looked for by hand, so that an error of the parsing itself is JSON too.
  const printer = createPrinter({
    ...surroundings,
    json: argv.includes('--json'),
    simulated: argv.includes('--simulate'),
  });
  let exitCode: ExitCode = EXIT.done;
  const commands = await loadCommands(argv);
  const program = buildProgram(commands, argv, { parts, surroundings, printer }, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && SHOWN.includes(thrown.code)) return EXIT.done;
    if (surroundings.signal.aborted && !(thrown instanceof FalVideoError)) return EXIT.interrupted;
    const error = thrown instanceof CommanderError ? parseError(thrown) : asFalVideoError(thrown);
    printer.error(error);
    return exitCodeOfError(error);
  }
}

/** The help and the version are thrown too, once they have been shown. */
const SHOWN = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** commander's message: `error: unknown option '--promt'\n(Did you mean --prompt?)` */
function parseError({ message }: CommanderError): FalVideoError {
  const [what = '', meant] = message.replace(/^error: /, '').split('\n');
  const next =
    meant?.replaceAll(/[()]/g, '') ??
    'fal-video --help lists the commands, fal-video COMMAND --help its options.';
  return badOption(`${what.charAt(0).toUpperCase()}${what.slice(1)}.`, next);
}
