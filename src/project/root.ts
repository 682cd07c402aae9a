import { realpath, stat } from 'node:fs/promises';
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
  const wanted = setting(root) ?? setting(env['FAL_VIDEO_ROOT']) ?? setting(env['CLAUDE_PROJECT_DIR']) ?? cwd;
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

/** A setting's value; empty, or left as `${NAME}` by a client that does not expand it, counts as unset. */
export function setting(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' || /^\$\{.*\}$/.test(trimmed) ? undefined : trimmed;
}
