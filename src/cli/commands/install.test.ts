import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { typeLine } from '../../../test/support/type-line.ts';

let root: string;
let home: string;
beforeEach(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fal-install-')));
  [root, home] = [join(folder, 'project'), join(folder, 'home')];
  await Promise.all([mkdir(root), mkdir(home)]);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const install = (line: string, more: Parameters<typeof typeLine>[1] = {}) =>
  typeLine(['install', ...line.split(' ')], { root, env: { HOME: home }, ...more });
const answerOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, unknown>;
const read = (path: string) => readFile(path, 'utf8').catch(() => null);

describe('install', () => {
  it.each([
    ['claude', '.mcp.json', '"mcpServers"'],
    ['cursor', '.cursor/mcp.json', '${workspaceFolder}'],
    ['vscode', '.vscode/mcp.json', '"servers"'],
    ['codex --scope project', '.codex/config.toml', '[mcp_servers.fal-video]'],
  ])('%s writes %s of the project, when told to', async (line, file, words) => {
    const shown = await install(line);
    expect(answerOf(shown)).toMatchObject({ change: 'added', written: false, path: join(root, file) });
    expect(shown.stderr).toContain(words);
    expect(await read(join(root, file))).toBeNull();

    expect(answerOf(await install(`${line} --yes`))).toMatchObject({ change: 'added', written: true });
    const written = await read(join(root, file));
    expect(written).toContain(words);
    expect(written).toContain('fal-video@1.2.3');

    expect(answerOf(await install(`${line} --yes`))).toMatchObject({ change: 'none', written: false });
    expect(await read(join(root, file))).toBe(written);
  });

  it('codex is set up for all projects; its key and its way into the network are named, not written', async () => {
    const env = { HOME: home, FAL_KEY: 'some-id:secret-1234' };
    const { stdout, stderr } = await install('codex --yes', { env });
    const written = await read(join(home, '.codex', 'config.toml'));
    expect(written).toContain('env_vars = ["FAL_KEY","FAL_API_KEY","XDG_CONFIG_HOME",');
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'])
      expect(written).toContain(`"${name}"`);
    expect([written, stdout, stderr].join()).not.toContain('secret-1234');
  });

  it.each(['cursor', 'vscode'])(
    '%s is set up in projects only: for all of them it could not say which',
    async (client) => {
      const { exitCode, stderr } = await install(`${client} --scope user --yes`);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`npx fal-video install ${client}`);
    },
  );

  it('keeps what else stands in the file, its mode, and the link that it may be', async () => {
    const [real, link] = [join(home, 'dotfiles.json'), join(home, '.claude.json')];
    await writeFile(real, '{\n  "numStartups": 3\n}\n');
    await chmod(real, 0o600);
    await symlink(real, link);
    await install('claude --scope user --yes');
    expect(JSON.parse((await read(real)) ?? '')).toMatchObject({
      numStartups: 3,
      mcpServers: { 'fal-video': { command: 'npx' } },
    });
    expect((await stat(real)).mode & 0o777).toBe(0o600);
  });

  it('leaves a file that it cannot change safely, and says what to write by hand', async () => {
    await writeFile(join(root, '.mcp.json'), '{ broken');
    const typed = await install('claude --yes');
    expect(typed.exitCode).toBe(2);
    expect(typed.stderr).toContain('CLIENT_CONFIG');
    expect(typed.stderr).toContain('fal-video@1.2.3');
    expect(await read(join(root, '.mcp.json'))).toBe('{ broken');
  });

  it.each([
    ['y\n', true],
    ['\n', false],
  ])('asks a person, who answers %j', async (stdin, agreed) => {
    const { stdout, stderr } = await install('claude', { terminal: true, stdin });
    expect(stderr).toContain('Write this? [y/N]');
    expect(stderr).toContain('"command": "npx"');
    expect((await read(join(root, '.mcp.json'))) !== null).toBe(agreed);
    expect(stdout).toContain(agreed ? 'is set up in' : 'Nothing was written');
  });

  it('says where the key belongs while there is none', async () => {
    expect(answerOf(await install('claude'))['notes']).toEqual([expect.stringContaining('fal-video auth')]);
    expect(answerOf(await install('claude --simulate'))['notes']).toEqual([
      expect.stringContaining('nothing is paid'),
    ]);
  });

  it('--local starts this program, and --simulate goes with it', async () => {
    await install('claude --local --simulate --yes');
    const { mcpServers } = JSON.parse((await read(join(root, '.mcp.json'))) ?? '') as {
      mcpServers: Record<string, { command: string; args: string[] }>;
    };
    expect(mcpServers['fal-video']).toMatchObject({
      command: process.execPath,
      args: [expect.any(String), 'mcp', '--simulate'],
    });
  });

  it('knows the clients that it knows', async () => {
    const typed = await install('emacs');
    expect(typed.exitCode).toBe(2);
    expect(typed.stderr).toContain('claude, codex, cursor, vscode');
  });
});
