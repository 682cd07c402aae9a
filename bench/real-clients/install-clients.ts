import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The versions whose behaviour is known; a newer one shows in the snapshots what it does otherwise. */
const VERSIONS = {
  '@anthropic-ai/claude-code': '2.1.329',
  '@openai/codex': '0.169.0',
  '@anthropic-ai/mcpb': '2.1.2',
};

const folder = join(tmpdir(), `fal-video-clients-${Object.values(VERSIONS).join('-')}`);
const inPackage = (path: string) => join(folder, 'node_modules', path);

/** Started with Node: both packages pick the binary of this machine, and need no install script for it. */
export const CLAUDE_CODE = inPackage('@anthropic-ai/claude-code/cli-wrapper.cjs');
export const CODEX = inPackage('@openai/codex/bin/codex.js');
/** The maker and checker of bundles for Claude Desktop. */
export const MCPB = inPackage('@anthropic-ai/mcpb/dist/cli/cli.js');

/** Installs the clients where they are not there yet. Some hundred megabytes: they stay for the next run. */
export default async function installClients(): Promise<void> {
  if ([CLAUDE_CODE, CODEX, MCPB].every((path) => existsSync(path))) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  await promisify(execFile)(
    'npm',
    ['install', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund', ...packages],
    {
      cwd: folder,
      timeout: 300_000,
    },
  );
}
