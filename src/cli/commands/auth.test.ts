import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
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
});
