import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anthropic } from './anthropic-dialect.ts';
import { CLAUDE_CODE, CODEX } from './install-clients.ts';
import { openai } from './openai-dialect.ts';
import { runClient } from './run-client.ts';
import { FAL_VIDEO, install, type Scratch, withScratch } from './scratch.ts';
import { startScriptedModel, type Turn } from './scripted-model.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');

const LOOK: readonly Turn[] = [() => ({ tool: 'list_jobs', input: {} }), () => ({ say: 'Looked.' })];

/** The plugin starts its server with npx, of a version that may not be published yet: here npx is this build. */
async function withNpx({ home, env }: Scratch): Promise<NodeJS.ProcessEnv> {
  const npx = join(home, 'bin', 'npx');
  await mkdir(dirname(npx));
  await writeFile(npx, `#!/bin/sh\nexec "${process.execPath}" "${FAL_VIDEO}" mcp --simulate\n`);
  await chmod(npx, 0o755);
  return { ...env, PATH: `${dirname(npx)}:${env['PATH'] ?? ''}` };
}

describe('the plugin', () => {
  it('is installed by Claude Code from the marketplace, and serves the project', async () => {
    await withScratch(async (scratch) => {
      await using model = await startScriptedModel(anthropic, LOOK, 'mcp__plugin_fal-video_fal-video__');
      const env = {
        ...(await withNpx(scratch)),
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: 'scripted',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      };
      const claude = (...args: string[]) => runClient(CLAUDE_CODE, args, { cwd: scratch.project, env });
      expect(await claude('plugin', 'marketplace', 'add', REPOSITORY)).toMatchObject({ code: 0 });
      expect(await claude('plugin', 'install', 'fal-video@fal-video')).toMatchObject({ code: 0 });
      const allowed = ['--allowedTools', 'mcp__plugin_fal-video_fal-video'];
      const { stdout } = await claude(
        '-p',
        'Look.',
        ...allowed,
        '--output-format',
        'stream-json',
        '--verbose',
      );
      expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
        mcp_servers: [{ name: 'plugin:fal-video:fal-video', status: 'connected' }],
      });
      expect(JSON.parse(model.shown[0]?.text ?? '')).toMatchObject({ root: scratch.project });
    });
  });

  it('is installed by Codex, whose plugins do not know the project: the server says so, and install fixes it', async () => {
    await withScratch(async (scratch) => {
      await using model = await startScriptedModel(openai, [...LOOK, ...LOOK]);
      const environment = { cwd: scratch.project, env: await withNpx(scratch) };
      const codex = (...args: string[]) => runClient(CODEX, args, environment);
      const config = join(scratch.home, '.codex', 'config.toml');
      await mkdir(dirname(config));
      await writeFile(
        config,
        `model = "gpt-5.5"\nmodel_provider = "scripted"\n\n[model_providers.scripted]\nname = "scripted"\nbase_url = "${model.url}/v1"\nwire_api = "responses"\n`,
      );
      expect(await codex('plugin', 'marketplace', 'add', REPOSITORY)).toMatchObject({ code: 0 });
      expect(await codex('plugin', 'add', 'fal-video@fal-video')).toMatchObject({ code: 0 });
      await codex('exec', '--skip-git-repo-check', 'Look.');
      expect(model.shown[0]?.text).toContain('NO_PROJECT_ROOT');
      expect(model.shown[0]?.text).toContain('fal-video install codex');

      await install('codex', scratch);
      await codex('exec', '--skip-git-repo-check', 'Look.');
      expect(model.shown.at(-1)?.text).toContain(`"root":"${scratch.project}"`);
    });
  });
});
