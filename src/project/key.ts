import { chmod, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { configurationError, diskError, FalVideoError } from '../errors.ts';
import { checkedKey } from '../util/checked-key.ts';
import { naming } from '../util/naming.ts';
import { ownFolder } from '../util/own-folder.ts';
import { readText } from '../util/read-text.ts';
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
  try {
    await ownFolder(dirname(path), 0o700);
    await writeFile(path, `${key}\n`, { mode: 0o600 }).catch(naming(path));
    // The mode above only counts for a new file.
    await chmod(path, 0o600);
    return path;
  } catch (cause) {
    throw diskError(cause, {
      next: 'Make it writable, set XDG_CONFIG_HOME to a folder that is, or set FAL_KEY instead of keeping the key in a file.',
    });
  }
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
    return (await readText(path)).trim();
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    // Nothing is there, or the home that it would be in is no folder.
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (cause instanceof FalVideoError) throw cause;
    throw configurationError({
      code: 'KEY_FILE_UNREADABLE',
      message: `The key file cannot be read: ${path} (${message}).`,
      next: 'Fix or remove it, then run `fal-video auth`; or set FAL_KEY, which goes before it.',
      cause,
    });
  }
}
