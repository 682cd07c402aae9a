import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, parse, relative } from 'node:path';
import { configurationError } from '../errors.ts';
import { safeText } from '../util/safe-text.ts';
import { keepRoot } from '../util/own-folder.ts';

export interface RootOptions {
  /** `--root`. */
  root?: string | undefined;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** A client, not a person, chose the working directory. Default false. */
  isServer?: boolean;
}

/**
 * The project's folder, real path: `--root`, `FAL_VIDEO_ROOT`, `CLAUDE_PROJECT_DIR`, or the working
 * directory, the first that is set. Everything that fal-video writes is below it, and nothing once it is gone.
 */
export async function resolveRoot({ root, env, cwd, isServer = false }: RootOptions): Promise<string> {
  const ways = [
    ['--root', root],
    ['FAL_VIDEO_ROOT', env['FAL_VIDEO_ROOT']],
    ['CLAUDE_PROJECT_DIR', env['CLAUDE_PROJECT_DIR']],
  ] as const;
  const named = ways.map(([, value]) => setting(value)).find((value) => value !== undefined);
  if (named === undefined) {
    refusePluginFolder(env, cwd);
    const unread = ways.find(([, value]) => isTemplate(value));
    if (unread !== undefined || isServer) await refuseWideFolder(cwd, env, unread);
  }
  const wanted = named ?? cwd;
  try {
    const real = await realpath(wanted);
    if ((await stat(real)).isDirectory()) {
      await keepRoot(real, join(real, 'experiments'));
      return real;
    }
  } catch {
    // Said below, in the same words as for a file.
  }
  throw configurationError({
    code: 'NO_PROJECT_ROOT',
    message: `The project root is not a folder: ${wanted}`,
    next: 'Name an existing folder with --root or FAL_VIDEO_ROOT.',
  });
}

/**
 * Codex starts the server of a plugin in the plugin's own folder, and does not say where the user works. A ledger
 * there would be lost with the plugin's next version.
 */
function refusePluginFolder(env: NodeJS.ProcessEnv, cwd: string): void {
  const plugin = setting(env['PLUGIN_ROOT']);
  if (plugin === undefined || relative(plugin, cwd).startsWith('..')) return;
  throw configurationError({
    code: 'NO_PROJECT_ROOT',
    message: `This client runs the server in the folder of its plugin and does not say which project it is for: ${cwd}`,
    next: 'Let the user run `npx fal-video install codex` once, which starts the server in the project; or set FAL_VIDEO_ROOT.',
  });
}

/**
 * Clients that do not know `${workspaceFolder}` leave it as it is, and start the server in `/` or in the user's
 * home: a ledger of all projects would begin there, and every file of the user's would be an input.
 */
async function refuseWideFolder(
  cwd: string,
  env: NodeJS.ProcessEnv,
  unread: readonly [name: string, value: string | undefined] | undefined,
): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => path);
  const folder = await real(cwd);
  const isWide = folder === parse(folder).root || folder === (await real(setting(env['HOME']) ?? homedir()));
  if (!isWide) return;
  throw configurationError({
    code: 'NO_PROJECT_ROOT',
    message:
      (unread === undefined
        ? 'The client does not say which project it is for'
        : `${unread[0]} still reads ${safeText(unread[1] ?? '', 100)}: the client did not put the project's folder in its place`) +
      `, and the working directory is ${folder}, which is no project.`,
    next: 'Set FAL_VIDEO_ROOT in the entry of the client, or --root among its arguments, to the absolute path of the project; `npx fal-video install`, run in the project, writes an entry for it.',
  });
}

/** A setting's value; empty, or with a `${NAME}` that a client did not expand, counts as unset. */
export function setting(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' || isTemplate(trimmed) ? undefined : trimmed;
}

const isTemplate = (value: string | undefined) => value !== undefined && /\$\{[^}]*\}/.test(value);
