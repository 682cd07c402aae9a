import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODEX } from './install-clients.ts';
import { openai } from './openai-dialect.ts';
import { runClient } from './run-client.ts';
import { install, withScratch } from './scratch.ts';
import { startScriptedModel, type Turn } from './scripted-model.ts';
import { transcriptOf } from './transcript.ts';
import { TITLES, UNASKED_TITLES, UNASKED_WALK, WALK } from './walk.ts';

/** `codex exec` by a user whose configuration `fal-video install` has completed. */
async function codex(turns: readonly Turn[], titles: readonly string[], approval: string) {
  return await withScratch(async (scratch) => {
    await using model = await startScriptedModel(openai, turns);
    const config = join(scratch.home, '.codex', 'config.toml');
    await mkdir(dirname(config));
    await writeFile(config, modelAt(model.url));
    await install('codex', scratch);
    await appendFile(config, approval);
    const environment = { cwd: scratch.project, env: scratch.env };
    const listed = await runClient(CODEX, ['mcp', 'list', '--json'], environment);
    const exec = ['exec', '--skip-git-repo-check', '--json', 'Make him walk.'];
    const { code, stdout, stderr } = await runClient(CODEX, exec, environment);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return {
      servers: JSON.parse(listed.stdout) as unknown,
      stdout,
      transcript: await transcriptOf(model, titles, scratch),
    };
  });
}

const modelAt = (url: string) => `
model = "gpt-5.5"
model_provider = "scripted"
approval_policy = "never"

[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`;

describe('Codex, without a terminal', () => {
  it('lists the server, and walks from the price to the ledger where its tools are approved', async () => {
    const { servers, stdout, transcript } = await codex(
      WALK,
      TITLES,
      'default_tools_approval_mode = "approve"\n',
    );
    expect(servers).toMatchObject([{ name: 'fal-video', enabled: true }]);
    await expect(transcript).toMatchFileSnapshot('shown/codex.md');
    expect(stdout).toContain('"text":"Walked."');
  });

  it('refuses what may spend where nothing was approved, and says so to the model', async () => {
    const { transcript } = await codex(UNASKED_WALK, UNASKED_TITLES, '');
    await expect(transcript).toMatchFileSnapshot('shown/codex-unasked.md');
  });
});
