import { realpath, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { cannotWrite, configurationError } from '../../errors.ts';
import { findKey } from '../../project/key.ts';
import { resolveRoot } from '../../project/root.ts';
import { writeAtomic } from '../../util/atomic-file.ts';
import { NoText, readTextIfExists } from '../../util/read-text.ts';
import { badOption } from '../param.ts';
import { saysYes } from '../ask.ts';
import type { CommandContext, Layout, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { CLIENTS, type ClientSetup, SETUPS, type Start } from '../install/clients.ts';

const own = z.object({
  client: z.enum(CLIENTS).describe('Which agent'),
  scope: z
    .enum(['project', 'user'])
    .optional()
    .describe('For this project, or for all of yours. Default: project; for codex: user'),
  local: z
    .literal(true)
    .optional()
    .describe('Start this very program instead of npx: quicker, and yours to update'),
  yes: z.literal(true).optional().describe('Write without asking'),
});

interface Installed {
  client: string;
  path: string;
  /** What stands there: `added` and `changed` say what would be done where `written` is false. */
  change: 'added' | 'changed' | 'none';
  written: boolean;
  entry: Record<string, unknown>;
  notes: string[];
  next: string;
}

export const installCommand: PlainCommand<z.output<typeof own>> = {
  name: 'install',
  group: 'Set-up',
  about: 'Writes the server into the configuration of an agent; what will be written is shown first',
  positionals: ['client'],
  own,
  run: async (host, { client, scope, local = false, yes = false }) => {
    const { io, globals, printer, dependencies } = host;
    const { env, cwd, stdin, signal } = io;
    const setup = SETUPS[client];
    if (scope === 'user' && !setup.everywhere) throw onlyInProjects(setup, client);
    const roots = { root: await resolveRoot({ root: globals.root, env, cwd }), env };
    const path = setup.file(scope ?? setup.usual, roots);
    const entry = setup.entry(startOf(dependencies.version, local, globals.simulate === true));
    const before = await readTextIfExists(path, true).catch((cause: unknown) => {
      throw cause instanceof NoText ? leftAsItIs(setup, path, entry, cause) : cause;
    });
    const after = put(setup, path, before ?? '', entry);
    const isThere = setup.read(before ?? '') !== null;
    const change = !isThere ? 'added' : after === before ? 'none' : 'changed';
    const preview = setup.put('', entry).trimEnd();
    if (change !== 'none' && !yes) printer.note(`${path}\n\n${preview}\n`);
    const agreed = yes || (change !== 'none' && (await saysYes('Write this?', { printer, stdin, signal })));
    const written = agreed && change !== 'none';
    if (written) await writeBack(path, after).catch(cannotWrite);
    const answer: Installed = {
      client: setup.title,
      path,
      change,
      written,
      entry,
      notes: await notesFor(host),
      next: written || change === 'none' ? setup.next : 'Nothing was written. Add --yes to write it.',
    };
    printer.answer(answer, () => report(answer, printer));
    return EXIT.done;
  },
};

/** The word of the workspace would stay unread there, and the server would take the home or `/` for the project. */
const onlyInProjects = ({ title }: ClientSetup, client: string) =>
  badOption(
    `${title} cannot say in its file for all projects which one a server is for.`,
    `Run \`npx fal-video install ${client}\` in each project: it writes the file of that project.`,
  );

/** The exact version, so that an agent runs tomorrow what it ran today. */
function startOf(version: string, local: boolean, simulate: boolean): Start {
  const args = ['mcp', ...(simulate ? ['--simulate'] : [])];
  if (local)
    return { command: process.execPath, args: [process.argv[1] ?? fileURLToPath(import.meta.url), ...args] };
  const npx = ['npx', '-y', `fal-video@${version}`, ...args];
  // npx is a script there, which only the shell can start.
  const [command = 'npx', ...rest] = process.platform === 'win32' ? ['cmd', '/c', ...npx] : npx;
  return { command, args: rest };
}

function put(setup: ClientSetup, path: string, before: string, entry: Record<string, unknown>): string {
  try {
    return setup.put(before, entry);
  } catch (cause) {
    throw cause instanceof SyntaxError ? leftAsItIs(setup, path, entry, cause) : cause;
  }
}

const leftAsItIs = (setup: ClientSetup, path: string, entry: Record<string, unknown>, cause: Error) =>
  configurationError({
    code: 'CLIENT_CONFIG',
    message: `${path} was left as it is: ${cause.message}.`,
    next: `Fix the file, or write this into it by hand:\n${setup.put('', entry)}`,
    cause,
  });

/** A file of somebody else: with the mode it had, and through the link that it may be. */
async function writeBack(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const { mode } = await stat(target).catch(() => ({ mode: 0o644 }));
  await writeAtomic(target, text, { mode: mode & 0o777, unlocked: true });
}

async function notesFor({ io: { env }, globals }: CommandContext): Promise<string[]> {
  if (globals.simulate === true)
    return ['Simulated: nothing is paid. Run it without --simulate for real jobs.'];
  const key = await findKey(env).catch(() => null);
  return key === null ? ['No fal key yet: run `fal-video auth`, which keeps it in a file of its own.'] : [];
}

function report({ client, path, change, written, notes, next }: Installed, { paint }: Layout): string {
  const said = {
    none: `${client} is set up already: ${path}`,
    added: `${client} ${written ? 'is' : 'would be'} set up in ${path}`,
    changed: `${client} ${written ? 'is' : 'would be'} set up anew in ${path}`,
  };
  return [written || change === 'none' ? paint.green(said[change]) : said[change], ...notes, next].join('\n');
}
