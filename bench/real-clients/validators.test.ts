import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLAUDE_CODE, MCPB } from './install-clients.ts';
import { runClient } from './run-client.ts';
import { withScratch } from './scratch.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');
const inRepository = (path: string) => resolve(REPOSITORY, path);

/** Both programs say at the end of their report what they think; the report stands in a failure. */
async function expectAccepted(program: string, args: readonly string[], words: string): Promise<void> {
  await withScratch(async ({ project, env }) => {
    const { code, stdout, stderr } = await runClient(program, args, { cwd: project, env });
    expect({ code, report: stdout + stderr }).toEqual({
      code: 0,
      report: expect.stringContaining(words) as string,
    });
  });
}

describe("the vendors' own validators accept", () => {
  it('the plugin, as strictly as the directory of Claude Code asks', async () => {
    const strictly = ['plugin', 'validate', '--strict', '--profile', 'directory'];
    await expectAccepted(CLAUDE_CODE, [...strictly, inRepository('plugin')], 'Validation passed');
  });

  it('the marketplace', async () => {
    await expectAccepted(CLAUDE_CODE, ['plugin', 'validate', '--strict', REPOSITORY], 'Validation passed');
  });

  it('the manifest of the MCPB bundle', async () => {
    await expectAccepted(MCPB, ['validate', inRepository('plugin/manifest.json')], 'validation passes');
  });
});
