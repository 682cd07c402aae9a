import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { typeLine } from '../../../test/support/type-line.ts';

const KEY = '1b2c3d4e-key:0f1e2d3c4b5a';

async function auth(stdin: string, more: NodeJS.ProcessEnv = {}) {
  const home = await mkdtemp(join(tmpdir(), 'fal-auth-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const typed = await typeLine(['auth'], { stdin, env: { HOME: home, ...more } });
  return { ...typed, path: join(home, '.config', 'fal-video', 'key') };
}

/** A HOME of each kind in which no key can be kept, and what of it the error has to name. */
const ODD_HOMES: [string, (folder: string) => Promise<string>, RegExp][] = [
  ['a link that leads nowhere', (folder) => linkTo(join(folder, 'gone'), folder), /home.* cannot be written/],
  [
    'a file',
    (folder) => writeFile(join(folder, 'file'), '').then(() => join(folder, 'file')),
    /file.* cannot be written/,
  ],
  ['a folder of the kernel', () => Promise.resolve('/proc/1'), /\/proc\/1\/.config.* cannot be written/],
  [
    'a folder on a full disk',
    async (folder) => {
      await mkdir(join(folder, '.config/fal-video'), { recursive: true });
      await symlink('/dev/full', join(folder, '.config/fal-video/key'));
      return folder;
    },
    /disk is full.*\.config\/fal-video/,
  ],
];

async function linkTo(target: string, folder: string): Promise<string> {
  await symlink(target, join(folder, 'home'));
  return join(folder, 'home');
}

describe('auth', () => {
  it('writes the key from a pipe to a file that only its user can read, and never repeats it', async () => {
    const { exitCode, stdout, stderr, path } = await auth(`  ${KEY}\n`);
    expect(exitCode).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(`${KEY}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(stdout)).toEqual({ saved: true, path, notes: [] });
    expect(stdout + stderr).not.toContain('0f1e2d3c4b5a');
  });

  it('says that a key in the environment goes before the file', async () => {
    const { stdout } = await auth(KEY, { FAL_KEY: 'another:key12345' });
    expect((JSON.parse(stdout) as { notes: string[] }).notes).toEqual([
      'FAL_KEY is set in this environment and goes before the file.',
    ]);
  });

  it.each([
    ['', 'nothing came'],
    [' \n ', 'nothing came'],
    ['x'.repeat(5000), 'more than 4096 characters came'],
    [`${KEY} ${KEY}`, 'BAD_KEY_FORMAT'],
    [`${KEY}\n${KEY}`, 'BAD_KEY_FORMAT'],
    ['short', 'BAD_KEY_FORMAT'],
  ])('refuses %j and writes nothing', async (stdin, why) => {
    const { exitCode, stdout, stderr, path } = await auth(stdin);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
    expect(stdout + stderr).not.toContain('0f1e2d3c4b5a');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it.skipIf(process.platform !== 'linux').each(ODD_HOMES)(
    'names the folder where it cannot keep a key: HOME is %s',
    async (_, homeIn, says) => {
      const folder = await mkdtemp(join(tmpdir(), 'fal-auth-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const { exitCode, stderr } = await auth(KEY, { HOME: await homeIn(folder) });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(says);
      expect(stderr).toMatch(/\[(?:CANNOT_WRITE|DISK_FULL)\]/);
      expect(stderr).not.toContain('0f1e2d3c4b5a');
    },
  );
});
