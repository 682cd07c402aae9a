import { realpath, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { configurationError } from '../errors.ts';

export interface RootOptions {
  /** `--root`. */
  root?: string | undefined;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/**
 * The project's folder, real path: `--root`, `FAL_VIDEO_ROOT`, `CLAUDE_PROJECT_DIR`, or the working
 * directory, the first that is set. Everything that fal-video writes is below it.
 */
export async function resolveRoot({ root, env, cwd }: RootOptions): Promise<string> {
  const named = setting(root) ?? setting(env['FAL_VIDEO_ROOT']) ?? setting(env['CLAUDE_PROJECT_DIR']);
  if (named === undefined) refusePluginFolder(env, cwd);
  const wanted = named ?? cwd;
  try {
    const real = await realpath(wanted);
    if ((await stat(real)).isDirectory()) return real;
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

/** A setting's value; empty, or left as `${NAME}` by a client that does not expand it, counts as unset. */
export function setting(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' || /^\$\{.*\}$/.test(trimmed) ? undefined : trimmed;
}
