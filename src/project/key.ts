import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { configurationError } from '../errors.ts';
import { checkedKey } from '../util/checked-key.ts';
import { setting } from './root.ts';

export interface Key {
  value: string;
  source: 'FAL_KEY' | 'FAL_API_KEY' | 'key file';
}

/** `FAL_KEY`, then `FAL_API_KEY`, then the key file: Codex hands its servers no environment. */
export async function findKey(env: NodeJS.ProcessEnv): Promise<Key | null> {
  for (const source of ['FAL_KEY', 'FAL_API_KEY'] as const) {
    // Only outer blanks may be forgiven; a newline inside would split the header.
    const value = setting(env[source]);
    if (value !== undefined) return { value: checkedKey(value, source), source };
  }
  const text = await readKeyFile(keyFilePath(env));
  return text === null ? null : { value: checkedKey(text, 'key file'), source: 'key file' };
}

/** Where `fal-video auth` puts the key: outside every project, so that no commit can carry it. */
export function keyFilePath(env: NodeJS.ProcessEnv): string {
  const base = setting(env['XDG_CONFIG_HOME']) ?? join(setting(env['HOME']) ?? homedir(), '.config');
  return join(base, 'fal-video', 'key');
}

export async function saveKey(env: NodeJS.ProcessEnv, value: string): Promise<string> {
  const path = keyFilePath(env);
  const key = checkedKey(value.trim(), 'the given key');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  // The mode above only counts for a new file.
  await chmod(path, 0o600);
  return path;
}

async function readKeyFile(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw configurationError({
        code: 'KEY_FILE_OPEN',
        message: `The key file can be read by others (mode ${(mode & 0o777).toString(8)}): ${path}`,
        next: `chmod 600 ${path}`,
      });
    }
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
