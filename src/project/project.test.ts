import { chmod, mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, readConfig } from './config.ts';
import { inputFile } from './input-file.ts';
import { inputUrl } from './input-url.ts';
import { findKey, keyFilePath, saveKey } from './key.ts';
import { resolveRoot } from './root.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'project-')));
});

describe("the project's root", () => {
  it('is --root, then FAL_VIDEO_ROOT, then CLAUDE_PROJECT_DIR, then the working directory', async () => {
    const folders = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => {
        await mkdir(join(root, name));
        return join(root, name);
      }),
    );
    const [a, b = '', c = '', d = ''] = folders;
    const env = { FAL_VIDEO_ROOT: b, CLAUDE_PROJECT_DIR: c };
    expect(await resolveRoot({ root: a, env, cwd: d })).toBe(a);
    expect(await resolveRoot({ env, cwd: d })).toBe(b);
    expect(await resolveRoot({ env: { CLAUDE_PROJECT_DIR: c }, cwd: d })).toBe(c);
    expect(await resolveRoot({ env: {}, cwd: d })).toBe(d);
  });

  it('ignores a value that a client did not expand', async () => {
    expect(await resolveRoot({ env: { FAL_VIDEO_ROOT: '${WORKSPACE}' }, cwd: root })).toBe(root);
  });

  it('is not the folder of a plugin, where a client starts servers without saying which project they are for', async () => {
    const env = { PLUGIN_ROOT: root };
    await expect(resolveRoot({ env, cwd: root })).rejects.toMatchObject({
      code: 'NO_PROJECT_ROOT',
      next: { text: expect.stringContaining('install codex') as string },
    });
    const project = await realpath(await mkdtemp(join(tmpdir(), 'project-')));
    expect(await resolveRoot({ env, cwd: project })).toBe(project);
    expect(await resolveRoot({ env: { ...env, FAL_VIDEO_ROOT: project }, cwd: root })).toBe(project);
  });

  it('must be a folder', async () => {
    await expect(resolveRoot({ root: join(root, 'none'), env: {}, cwd: root })).rejects.toMatchObject({
      code: 'NO_PROJECT_ROOT',
    });
  });

  it.each([
    ['--root', { root: '${workspaceFolder}' }, {}],
    ['FAL_VIDEO_ROOT', {}, { FAL_VIDEO_ROOT: '${workspaceFolder}/art' }],
    ['CLAUDE_PROJECT_DIR', {}, { CLAUDE_PROJECT_DIR: '${CLAUDE_PROJECT_DIR}' }],
  ])('is never / or the home because %s was left unread', async (name, rest, env) => {
    for (const cwd of ['/', root]) {
      const given = { ...rest, env: { HOME: root, ...env }, cwd };
      await expect(resolveRoot(given)).rejects.toMatchObject({
        code: 'NO_PROJECT_ROOT',
        message: expect.stringContaining(`${name} still reads \${`) as string,
      });
    }
    await mkdir(join(root, 'project'));
    const project = join(root, 'project');
    expect(await resolveRoot({ ...rest, env: { HOME: root, ...env }, cwd: project })).toBe(project);
  });

  it('is / or the home of nobody who did not say so: a server is refused there, a person is not', async () => {
    const env = { HOME: root };
    await expect(resolveRoot({ env, cwd: root, isServer: true })).rejects.toMatchObject({
      code: 'NO_PROJECT_ROOT',
      next: { text: expect.stringContaining('FAL_VIDEO_ROOT') as string },
    });
    expect(await resolveRoot({ env, cwd: root })).toBe(root);
    expect(await resolveRoot({ root, env, cwd: '/', isServer: true })).toBe(root);
  });
});

describe('the configuration', () => {
  it('has the documented caps by default, and no ceiling for unknown prices', async () => {
    expect(await readConfig(root)).toMatchObject({
      max_job: 3_000_000,
      max_experiment: 10_000_000,
      max_day: 25_000_000,
      ask_above: 1_000_000,
      unknown_price_ceiling: null,
    });
  });

  it.each([
    [{ max_day_us: 4 }, 'max_day_us'],
    [{ max_day_usd: -1 }, 'max_day_usd'],
    [{ max_day_usd: 1e300 }, 'max_day_usd'],
    [{ max_job_usd: 'much' }, 'max_job_usd'],
  ])('refuses %j, naming the setting', (value, name) => {
    expect(() => parseConfig(value)).toThrow(name);
  });

  it('that is not JSON stops everything', async () => {
    await writeFile(join(root, 'fal-video.config.json'), '{');
    await expect(readConfig(root)).rejects.toMatchObject({ code: 'BAD_CONFIG', fault: 'configuration' });
  });
});

describe('the key', () => {
  const good = 'abcdef01-2345:6789abcdef012345';
  const env = (more: object = {}) => ({ XDG_CONFIG_HOME: join(root, 'config'), ...more });

  it('is FAL_KEY, then FAL_API_KEY, then the key file', async () => {
    await saveKey(env(), `${good}-file`);
    expect(await findKey(env({ FAL_KEY: good, FAL_API_KEY: `${good}-2` }))).toEqual({
      value: good,
      source: 'FAL_KEY',
    });
    expect((await findKey(env({ FAL_KEY: '', FAL_API_KEY: `${good}-2` })))?.source).toBe('FAL_API_KEY');
    expect((await findKey(env({ FAL_KEY: '${FAL_KEY}' })))?.source).toBe('key file');
  });

  it('may be missing', async () => {
    expect(await findKey(env())).toBeNull();
  });

  it.each([
    ['a line break', 'abcdef01:\n6789abcdef'],
    ['a blank', 'abcdef01: 6789abcdef'],
    ['too few characters', 'abc'],
  ])('with %s is refused, and not repeated', async (_, value) => {
    const error = await findKey(env({ FAL_KEY: value })).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'BAD_KEY_FORMAT' });
    expect((error as Error).message).not.toContain('6789');
  });

  it('file that cannot be read is named, and one in a home that is no folder is none', async () => {
    const home = await mkdtemp(join(tmpdir(), 'home-'));
    await mkdir(join(home, '.config/fal-video/key'), { recursive: true, mode: 0o700 });
    await expect(findKey({ HOME: home })).rejects.toMatchObject({
      fault: 'configuration',
      code: 'KEY_FILE_UNREADABLE',
      message: expect.stringContaining(join(home, '.config/fal-video/key')) as string,
    });
    await writeFile(join(home, 'file'), '');
    expect(await findKey({ HOME: join(home, 'file') })).toBeNull();
    expect(await findKey({ HOME: join(home, 'gone') })).toBeNull();
  });

  it('file is for its user alone', async () => {
    const path = await saveKey(env(), good);
    await chmod(path, 0o644);
    await expect(findKey(env())).rejects.toMatchObject({ code: 'KEY_FILE_OPEN' });
    expect(path).toBe(keyFilePath(env()));
  });
});

describe('an input file', () => {
  const at = (path: string, roots: string[] = []) => inputFile(path, join(root, 'in'), roots);
  beforeEach(async () => {
    await mkdir(join(root, 'in', 'art'), { recursive: true });
    await mkdir(join(root, 'out'));
    await writeFile(join(root, 'in', 'art', 'hero.png'), 'picture');
    await writeFile(join(root, 'out', 'secret.png'), 'secret');
  });

  it('inside the project is taken, with its size and digest', async () => {
    expect(await at('art/hero.png')).toMatchObject({
      path: join(root, 'in', 'art', 'hero.png'),
      bytes: 7,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it.each([
    ['above the project', '../out/secret.png', 'PATH_OUTSIDE'],
    ['missing', 'art/none.png', 'NO_SUCH_FILE'],
    ['a folder', 'art', 'NOT_A_FILE'],
    ['named with a NUL', 'art/hero.png\0.txt', 'BAD_PATH'],
  ])('that is %s is refused', async (_, path, code) => {
    await expect(at(path)).rejects.toMatchObject({ code, fault: 'input' });
  });

  it('is refused through a link that leads out', async () => {
    await symlink(join(root, 'out', 'secret.png'), join(root, 'in', 'art', 'link.png'));
    await symlink(join(root, 'out'), join(root, 'in', 'folder'));
    await expect(at('art/link.png')).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
    await expect(at('folder/secret.png')).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
  });

  it('outside is taken from a folder that the user allows', async () => {
    expect((await at('../out/secret.png', ['../out'])).bytes).toBe(6);
    await expect(at('../out/secret.png', ['../nowhere'])).rejects.toMatchObject({ code: 'PATH_OUTSIDE' });
  });

  it('that is empty is refused', async () => {
    await writeFile(join(root, 'in', 'empty.png'), '');
    await expect(at('empty.png')).rejects.toMatchObject({ code: 'EMPTY_FILE' });
  });
});

describe('an input URL', () => {
  it('is taken when it is public and https', () => {
    expect(inputUrl('https://example.com/a b.png')).toBe('https://example.com/a%20b.png');
  });

  it.each([
    'http://example.com/a.png',
    'file:///etc/passwd',
    'https://localhost/a.png',
    'https://127.0.0.1/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://10.1.2.3/a.png',
    'https://172.20.0.1/a.png',
    'https://192.168.1.1/a.png',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/a.png',
    'https://[::ffff:127.0.0.1]/a.png',
    'https://[fd00::1]/a.png',
    'https://printer/a.png',
    'https://nas.local/a.png',
    'https://localhost./a.png',
    'https://metadata.google.internal./computeMetadata/v1/',
    'https://[::127.0.0.1]/a.png',
    'https://[64:ff9b::7f00:1]/a.png',
    'https://[2002:7f00:1::]/a.png',
    'https://[fec0::1]/a.png',
    'https://user:pass@example.com/a.png',
    'nonsense',
  ])('%s is refused', (url) => {
    expect(() => inputUrl(url)).toThrow(expect.objectContaining({ code: 'BAD_INPUT_URL' }));
  });
});
