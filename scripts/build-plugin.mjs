// What other programs read of this package, made from package.json, the tools, the skill and the evals: the plugin
// for Claude Code and Codex, both marketplaces' files, the MCPB manifest and the entry of the MCP registry.
//
//   npm run plugin              writes them
//   npm run plugin -- --check   fails where one of them is not as it would be written
//
// By hand are only plugin/README.md, plugin/skills/fal-video/agents/openai.yaml, and the icon's drawing.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');
const read = (path) => readFile(join(root, path));
const { name, version, description, keywords, license, author, mcpName, engines, ...rest } = JSON.parse(
  await read('package.json'),
);
const repository = rest.repository.url.replace(/^git\+|\.git$/g, '');
const { tools } = await import('../dist/tools/index.js');
const { EVAL_TASKS } = await import('../dist/bench/evals/tasks/index.js');
const { caseFiles } = await import('../dist/bench/evals/claude-cases.js');

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

const files = new Map();
const putJson = (path, value) => files.set(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`));

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
files.set('plugin/LICENSE', await read('LICENSE'));

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
  icon: 'plugin/.claude-plugin/icon.png',
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
const pages = (await filesBelow('references')).filter((path) => path.endsWith('.md'));
for (const path of ['SKILL.md', ...pages]) files.set(join(SKILL, path), await read(path));

// The tasks of bench/evals as cases of `claude plugin eval`, which looks for them below the plugin.
const EVALS = 'plugin/evals';
for (const task of EVAL_TASKS) {
  for (const [path, text] of caseFiles(task)) files.set(join(EVALS, path), Buffer.from(text));
}

const stale = [...(await filesBelow(`${SKILL}/references`)), ...(await filesBelow(EVALS))].filter(
  (path) => !files.has(path),
);
if (process.argv.includes('--check')) await check();
else await write();

async function check() {
  const wrong = [...stale];
  for (const [path, bytes] of files) {
    const there = await read(path).catch(() => null);
    if (there === null || !bytes.equals(there)) wrong.push(path);
  }
  for (const path of wrong) console.error(`${path}: not as \`npm run plugin\` writes it`);
  console.log(`${files.size} files of the plugin and the registries: ${wrong.length} differ`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

async function write() {
  for (const path of stale) await rm(join(root, path));
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  console.log(`${files.size} files written`);
}

async function filesBelow(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
