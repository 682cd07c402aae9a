// The same tasks as cases of `claude plugin eval`, with a model of Anthropic and its judges:
//
//   npm run evals-claude -- --case price-first --runs 1          a try of one case
//   npm run evals-claude -- --judge-model sonnet                 all of them, with and without the plugin
//
// Works on a copy of the plugin: there each case has a project and a simulated fal, and the server is this build.
// Nothing is paid at fal; the model costs what it costs (--max-cost-usd). Other options are handed on; `CLAUDE` names
// the program, default `claude`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/util/package-root.ts';
import { PLUGIN_TOOLS } from './claude-cases.ts';
import { EVAL_TASKS } from './tasks/index.ts';

const built = (script: string) => join(packageRoot, 'dist', 'bench', 'evals', script);

/** The plugin with its cases made ready to run, in a folder of its own. */
export async function stagedPlugin(folder: string): Promise<string> {
  const plugin = join(folder, 'plugin');
  await cp(join(packageRoot, 'plugin'), plugin, { recursive: true });
  const server = { command: process.execPath, args: [built('serve-staged.js')] };
  await writeFile(join(plugin, '.mcp.json'), JSON.stringify({ mcpServers: { 'fal-video': server } }));
  for (const { name } of EVAL_TASKS) {
    const folderOfCase = join(plugin, 'evals', name);
    const stage = `exec "${process.execPath}" "${built('stage.js')}" ${name}\n`;
    await writeFile(join(folderOfCase, 'stage.sh'), stage);
    const context = { scaffold_script: 'stage.sh' };
    // JSON is YAML, too.
    await writeFile(
      join(folderOfCase, 'case.yaml'),
      JSON.stringify({ schema_version: '1.1', name, context }),
    );
  }
  return plugin;
}

/** What lets the cases do their work: their project is made, the real server starts, its tools are allowed. */
export const GRANTS = ['--scaffold', '--mocks', 'off', '--trust-plugin', '--allow-tools', PLUGIN_TOOLS];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-evals-'));
  try {
    const plugin = await stagedPlugin(folder);
    const own = process.argv.slice(2);
    const results = join(process.cwd(), 'eval-results');
    const args = ['plugin', 'eval', plugin, '--no-publish', '--output-dir', results, ...own, ...GRANTS];
    const child = spawn(process.env['CLAUDE'] ?? 'claude', args, { stdio: 'inherit' });
    [process.exitCode] = (await once(child, 'exit')) as [number];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
