import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GRANTS, stagedPlugin } from '../evals/run-claude.ts';
import { EVAL_TASKS } from '../evals/tasks/index.ts';
import { anthropic } from './anthropic-dialect.ts';
import { CLAUDE_CODE } from './install-clients.ts';
import { runClient } from './run-client.ts';
import { withScratch } from './scratch.ts';
import { startScriptedModel, type Turn } from './scripted-model.ts';

const PREFIX = 'mcp__plugin_fal-video_fal-video__';
const REFUSED: readonly Turn[] = [
  () => ({ search: `select:${PREFIX}generate_video` }),
  () => ({
    tool: 'generate_video',
    input: { model: 'veo-3.1-i2v', image: 'hero.png', prompt: 'fireworks', duration: 8, audio: true },
  }),
  () => ({ say: 'Nothing was made: max_job_usd is 0.50.' }),
];

interface Result {
  cases: {
    name: string;
    promptMarkdown: string;
    arms: { with: { error: string | null; passed: boolean }[] };
  }[];
}

/** `claude plugin eval` over a staged copy of the plugin; its whole result. */
async function evaluate(modelUrl: string, more: readonly string[]): Promise<Result> {
  return await withScratch(async ({ home, env }) => {
    const plugin = await stagedPlugin(home);
    const out = join(home, 'result.json');
    const options = ['--runs', '1', '--ablation', 'none', '--no-publish', '--json', out];
    await runClient(CLAUDE_CODE, ['plugin', 'eval', plugin, ...options, ...GRANTS, ...more], {
      cwd: home,
      env: {
        ...env,
        ANTHROPIC_BASE_URL: modelUrl,
        ANTHROPIC_API_KEY: 'scripted',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      },
    });
    return JSON.parse(await readFile(out, 'utf8')) as Result;
  });
}

describe('claude plugin eval', () => {
  it('runs a case in its own project, with the simulated fal of the task behind the tools', async () => {
    await using model = await startScriptedModel(anthropic, REFUSED, PREFIX, 'PASS');
    const { cases } = await evaluate(model.url, ['--case', 'over-cap']);
    expect(cases).toMatchObject([{ name: 'over-cap', arms: { with: [{ error: null, passed: true }] } }]);
    // The picture was found, and the cap of the task held.
    expect(model.shown[1]?.text).toMatch(
      /^BUDGET_EXCEEDED: .* of the \$0\.50 for one job is left \(max_job_usd\)/,
    );
  });

  it('stages every case, and asks each with the words of its task', async () => {
    await using model = await startScriptedModel(anthropic, [], PREFIX, 'PASS');
    const { cases } = await evaluate(model.url, ['--concurrency', '3']);
    const seen = cases.map(({ name, promptMarkdown, arms }) => ({ name, promptMarkdown, arms }));
    expect(seen).toMatchObject(
      EVAL_TASKS.map(({ name, asks }) => ({
        name,
        promptMarkdown: asks,
        arms: { with: [{ error: null, passed: true }] },
      })).toSorted((a, b) => a.name.localeCompare(b.name)),
    );
  });
});
