import { describe, expect, it } from 'vitest';
import { anthropic } from './anthropic-dialect.ts';
import { CLAUDE_CODE } from './install-clients.ts';
import { runClient } from './run-client.ts';
import { install, withScratch } from './scratch.ts';
import { startScriptedModel, type Turn } from './scripted-model.ts';
import { transcriptOf } from './transcript.ts';
import { TITLES, UNASKED_TITLES, UNASKED_WALK, WALK } from './walk.ts';

interface Begun {
  mcp_servers: { name: string; status: string }[];
}

interface Ended {
  result: string;
  permission_denials: { tool_name: string }[];
}

/** `claude -p` over a project that `fal-video install` has set up. */
async function claude(turns: readonly Turn[], titles: readonly string[], allowed: readonly string[]) {
  return await withScratch(async (scratch) => {
    await using model = await startScriptedModel(anthropic, turns);
    await install('claude', scratch);
    const config = ['--mcp-config', '.mcp.json', '--strict-mcp-config', ...allowed];
    const output = ['--output-format', 'stream-json', '--verbose'];
    const { code, stdout, stderr } = await runClient(
      CLAUDE_CODE,
      ['-p', 'Make him walk.', ...config, ...output],
      {
        cwd: scratch.project,
        env: {
          ...scratch.env,
          ANTHROPIC_BASE_URL: model.url,
          ANTHROPIC_API_KEY: 'scripted',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          DISABLE_AUTOUPDATER: '1',
        },
      },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    return {
      begun: events[0] as Begun,
      ended: events.at(-1) as Ended,
      transcript: await transcriptOf(model, titles, scratch),
    };
  });
}

describe('Claude Code, without a terminal', () => {
  it('connects, and walks from the price to the ledger where its tools are allowed', async () => {
    const { begun, ended, transcript } = await claude(WALK, TITLES, ['--allowedTools', 'mcp__fal-video']);
    expect(begun.mcp_servers).toMatchObject([{ name: 'fal-video', status: 'connected' }]);
    await expect(transcript).toMatchFileSnapshot('shown/claude-code.md');
    expect(ended).toMatchObject({ result: 'Walked.', permission_denials: [] });
  });

  it('refuses what nobody has allowed, and says so to the model', async () => {
    const { ended, transcript } = await claude(UNASKED_WALK, UNASKED_TITLES, []);
    await expect(transcript).toMatchFileSnapshot('shown/claude-code-unasked.md');
    expect(ended.permission_denials.map(({ tool_name }) => tool_name)).toContain(
      'mcp__fal-video__generate_video',
    );
  });
});
