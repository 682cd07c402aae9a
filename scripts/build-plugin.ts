// What other programs read of this package, made from package.json, the tools, the skill and the evals: the plugin
// for Claude Code and Codex, both marketplaces' files, the MCPB manifest and the entry of the MCP registry.
//
//   npm run plugin              writes them
//   npm run plugin -- --check   fails where one of them is not as it would be written
//
// By hand are only plugin/README.md, plugin/skills/fal-video/agents/openai.yaml, and the icon's drawing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { caseFiles } from '../bench/evals/claude-cases.ts';
import { EVAL_TASKS } from '../bench/evals/tasks/index.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { tools } from '../tools/index.ts';
import { filesBelow } from './files-below.ts';
import { readJson } from './read-json.ts';
import { writeOrCheck } from './write-or-check.ts';

const read = (path: string) => readFileSync(join(packageRoot, path));
const { name, version, description, keywords, license, author, mcpName, engines, ...rest } = readJson(
  'package.json',
  z.object({
    name: z.string(),
    version: z.string(),
    description: z.string(),
    keywords: z.array(z.string()),
    license: z.string(),
    author: z.string(),
    mcpName: z.string(),
    engines: z.object({ node: z.string() }),
    repository: z.object({ url: z.string() }),
    bugs: z.string(),
  }),
);
const repository = rest.repository.url.replace(/^git\+|\.git$/g, '');

const TITLE = 'fal video';
const SHORT = 'Image-to-video on fal.ai for agents: priced before, paid once, never lost.';
const KEY_PAGE = 'https://fal.ai/dashboard/keys';
const people = { name: author, url: repository };
const about = {
  name,
  version,
  description,
  author: people,
  homepage: repository,
  repository,
  license,
  keywords,
};
/** The exact version: a plugin that was looked at stays what it was. */
const npx = { command: 'npx', args: ['-y', `${name}@${version}`, 'mcp'] };

const files = new Map<string, string | Buffer>();
const putJson = (path: string, value: unknown) => files.set(path, `${JSON.stringify(value, null, 2)}\n`);

// Agent Plugins 1.0.0, read by Codex (agent-plugins.org).
putJson('plugin/plugin.json', {
  $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
  ...about,
});
putJson('plugin/mcp.json', {
  $schema: 'https://agent-plugins.org/schemas/1.0.0/mcp.schema.json',
  mcpServers: { [name]: { type: 'stdio', ...npx } },
});

// Claude Code. FAL_API_KEY is read after FAL_KEY, so that a key from the keychain does not hide the shell's own.
putJson('plugin/.claude-plugin/plugin.json', {
  ...about,
  displayName: TITLE,
  icon: './.claude-plugin/icon.png',
  privacyPolicyUrl: `${repository}#what-it-promises`,
  network: { hosts: ['*.fal.run', '*.fal.ai', '*.fal.media', 'registry.npmjs.org'] },
  userConfig: {
    fal_key: {
      type: 'string',
      title: 'fal key',
      description: `From ${KEY_PAGE}. Empty: FAL_KEY of the environment, or the file that \`fal-video auth\` keeps.`,
      sensitive: true,
      required: false,
    },
  },
});
putJson('plugin/.mcp.json', {
  mcpServers: { [name]: { ...npx, env: { FAL_API_KEY: '${user_config.fal_key}' } } },
});
files.set('plugin/LICENSE', read('LICENSE'));

putJson('.claude-plugin/marketplace.json', {
  name,
  description: SHORT,
  owner: people,
  plugins: [{ name, source: './plugin', description, version, category: 'media', keywords }],
});
putJson('.agents/plugins/marketplace.json', {
  name,
  interface: { displayName: TITLE },
  plugins: [
    {
      name,
      source: { source: 'local', path: './plugin' },
      policy: { installation: 'AVAILABLE', authentication: 'ON_INSTALL' },
      category: 'Creativity',
    },
  ],
});

// Claude Desktop and others (MCPB). It has no project folder of its own, so that one is asked for.
putJson('plugin/manifest.json', {
  manifest_version: '0.3',
  name,
  display_name: TITLE,
  version,
  description,
  author: people,
  repository: { type: 'git', url: repository },
  homepage: repository,
  support: rest.bugs,
  icon: '.claude-plugin/icon.png',
  license,
  keywords,
  privacy_policies: ['https://fal.ai/legal/privacy-policy'],
  compatibility: { runtimes: { node: engines.node } },
  server: {
    type: 'node',
    entry_point: 'dist/bin/fal-video.js',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/dist/bin/fal-video.js', 'mcp', '--root', '${user_config.project}'],
      env: { FAL_KEY: '${user_config.fal_key}' },
    },
  },
  user_config: {
    project: {
      type: 'directory',
      title: 'Project folder',
      description: 'Where pictures are read, and videos and the ledger are written',
      required: true,
      default: '${DOCUMENTS}',
    },
    fal_key: {
      type: 'string',
      title: 'fal key',
      description: `From ${KEY_PAGE}. Empty: the file that \`fal-video auth\` keeps.`,
      sensitive: true,
      required: false,
    },
  },
  tools: tools.map((tool) => ({ name: tool.name, description: tool.title })),
});

// The MCP registry.
putJson('server.json', {
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: mcpName,
  title: TITLE,
  description: SHORT,
  version,
  websiteUrl: repository,
  repository: { url: repository, source: 'github' },
  packages: [
    {
      registryType: 'npm',
      identifier: name,
      version,
      runtimeHint: 'npx',
      transport: { type: 'stdio' },
      packageArguments: [{ type: 'positional', value: 'mcp' }],
      environmentVariables: [
        {
          name: 'FAL_KEY',
          description: `Your fal key, from ${KEY_PAGE}. Without it, the file that \`fal-video auth\` keeps`,
          isRequired: false,
          isSecret: true,
        },
        {
          name: 'FAL_VIDEO_ROOT',
          description: 'The project folder. Default: where the client starts the server',
          isRequired: false,
          format: 'filepath',
        },
      ],
    },
  ],
});

// The skill, as it stands at the root of the repository.
const SKILL = 'plugin/skills/fal-video';
for (const path of ['SKILL.md', ...filesBelow('references', /\.md$/)])
  files.set(join(SKILL, path), read(path));

// The tasks of bench/evals as cases of `claude plugin eval`, which looks for them below the plugin.
const EVALS = 'plugin/evals';
for (const task of EVAL_TASKS) {
  for (const [path, text] of caseFiles(task)) files.set(join(EVALS, path), text);
}

// What was copied once, and stands here no longer.
const copied = [`${SKILL}/references`, EVALS].flatMap((folder) => filesBelow(folder, /\.\w+$/));
const stale = copied.filter((path) => !files.has(path)).map((path): [string, null] => [path, null]);
writeOrCheck('npm run plugin', [...files, ...stale]);
