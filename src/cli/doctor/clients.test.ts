import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkClients } from './clients.ts';

const VERSION = '1.2.3';
const START = { command: 'npx', args: ['-y', `fal-video@${VERSION}`, 'mcp'] };

let root: string;
let home: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fal-clients-'));
  [root, home] = [join(folder, 'project'), join(folder, 'home')];
  await Promise.all([mkdir(root), mkdir(home)]);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function put(path: string, text: string | object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof text === 'string' ? text : JSON.stringify(text));
}

const check = (env: NodeJS.ProcessEnv = {}) => checkClients(root, { HOME: home, ...env }, VERSION);
const verdicts = async () => (await check()).map(({ verdict }) => verdict);
const claudeHas = (entry: object) => put(join(root, '.mcp.json'), { mcpServers: { 'fal-video': entry } });

describe('the clients', () => {
  it('need not be there: the two most used are named with the way to set them up', async () => {
    expect(await check()).toMatchObject([
      {
        check: 'client: Claude Code',
        verdict: 'warn',
        mend: expect.stringContaining('install claude') as string,
      },
      { check: 'client: Codex', verdict: 'warn', mend: expect.stringContaining('install codex') as string },
    ]);
  });

  it('are found by their own settings', async () => {
    await claudeHas(START);
    const table = `[mcp_servers.fal-video]\ncommand = "npx"\nargs = ["-y", "fal-video@1.2.3", "mcp"]\n`;
    await put(join(home, '.codex', 'config.toml'), `${table}env_vars = ["FAL_KEY"]\n`);
    await put(join(root, '.cursor', 'mcp.json'), { mcpServers: { 'fal-video': START } });
    await put(join(root, '.vscode', 'mcp.json'), { servers: { 'fal-video': START } });
    expect(await verdicts()).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('Claude Code may have it for this project alone, or as a plugin', async () => {
    await put(join(home, '.claude.json'), { projects: { [root]: { mcpServers: { 'fal-video': START } } } });
    expect((await check())[0]).toMatchObject({ verdict: 'ok' });
    await put(join(home, '.claude.json'), { projects: { '/elsewhere/fal-video': {} } });
    expect((await check())[0]).toMatchObject({ verdict: 'warn' });
    await put(join(home, '.claude', 'settings.json'), { enabledPlugins: { 'fal-video@fal-video': true } });
    expect((await check())[0]).toMatchObject({ verdict: 'ok' });
  });

  it('Codex with the plugin alone would work outside of the project', async () => {
    await put(join(home, '.codex', 'config.toml'), '[plugins."fal-video@fal-video"]\nenabled = true\n');
    expect((await check())[1]).toMatchObject({
      verdict: 'warn',
      found: expect.stringContaining('outside of the project') as string,
    });
  });

  it('Codex hands on no key that is not named, and none is missed where the key has its file', async () => {
    const table = `[mcp_servers.fal-video]\ncommand = "npx"\nargs = ["fal-video", "mcp"]\n`;
    await put(join(home, '.codex', 'config.toml'), table);
    expect((await check({ FAL_KEY: 'some-id:secret-1234' }))[1]).toMatchObject({ verdict: 'warn' });
    await put(join(home, '.config', 'fal-video', 'key'), 'some-id:secret-1234');
    const { chmod } = await import('node:fs/promises');
    await chmod(join(home, '.config', 'fal-video', 'key'), 0o600);
    expect((await check())[1]).toMatchObject({ verdict: 'ok' });
  });

  it.each([
    ['another version', { ...START, args: ['-y', 'fal-video@1.0.0', 'mcp'] }, 'starts version 1.0.0'],
    [
      'a program that is gone',
      { command: 'node', args: ['/gone/fal-video.js', 'mcp'] },
      'which is not there',
    ],
    ['no server', { command: 'npx', args: ['fal-video'] }, 'mcp is missing'],
    ['the key in clear', { ...START, env: { FAL_KEY: 'some-id:secret-1234' } }, 'in clear'],
  ])('that start %s are warned of, and no key is shown', async (_, entry, words) => {
    await claudeHas(entry);
    const [finding] = await check();
    expect(finding).toMatchObject({ verdict: 'warn', found: expect.stringContaining(words) as string });
    expect(JSON.stringify(finding)).not.toContain('secret-1234');
  });

  it('that ask the environment for the key hold no key', async () => {
    await claudeHas({ ...START, env: { FAL_KEY: '${FAL_KEY}' } });
    expect((await check())[0]).toMatchObject({ verdict: 'ok' });
  });

  it('whose file is broken are a failure that names the line', async () => {
    await put(join(root, '.mcp.json'), '{\n  "mcpServers": {\n    oops\n');
    expect((await check())[0]).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('line 3') as string,
    });
  });
});
