import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/util/package-root.ts';
import { type AgentClient, connect, serverCommand } from '../../test/support/mcp-clients.ts';
import { environmentFor, makeSandbox, RICH, type Sandbox } from '../../test/support/sandbox.ts';
import type { Agent, Eval, World } from './eval.ts';
import { EVALS } from './tasks.ts';

/**
 * Realistic tasks over the real server and a simulated fal, judged by their outcome.
 * `npm run evals`: the scripted client walks each. `npm run evals -- --agent "claude -p --mcp-config {mcp} {ask}"`: a program
 * with a model does; it runs in the project's folder, `{mcp}` is a file with the server, `{ask}` the task, and what it prints is its answer.
 * `--only NAME` runs one. Exit code 1 where a check fails.
 */

interface Outcome {
  name: string;
  problems: string[];
  calls: number;
  /** Characters of all answers: what the tasks cost an agent of its context. */
  characters: number;
  seconds: number;
}

const PROGRAM = join(packageRoot, 'dist', 'bin', 'fal-video.js');

async function runEval(one: Eval, agentLine: string | undefined): Promise<Outcome> {
  const { config, ...sandboxOptions } = one.sandbox ?? {};
  const sandbox = await makeSandbox({ config: config ?? RICH, ...sandboxOptions });
  const begun = performance.now();
  const counted = { calls: 0, characters: 0 };
  const problems: string[] = [];
  try {
    const first = await worldOf(sandbox);
    await one.before?.(first);
    await first.video.close();
    const told =
      agentLine === undefined
        ? await walkScripted(one, sandbox, counted)
        : await askProgram(agentLine, one.ask, sandbox);
    problems.push(...(await one.check(await worldOf(sandbox), told)));
  } catch (thrown) {
    problems.push(thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    await sandbox.close();
  }
  return { name: one.name, problems, ...counted, seconds: (performance.now() - begun) / 1000 };
}

async function worldOf(sandbox: Sandbox): Promise<World> {
  const { root, simulator } = sandbox;
  return {
    root,
    simulator,
    video: await sandbox.open(),
    faults: (...rules) => simulator.setFaults({ rules }),
    command: (args, killAfterMs) => command([PROGRAM, ...args, '--root', root], sandbox, killAfterMs),
  };
}

async function walkScripted(
  one: Eval,
  sandbox: Sandbox,
  counted: { calls: number; characters: number },
): Promise<string> {
  const options = { root: sandbox.root, env: environmentFor(sandbox.simulator.hosts) };
  const client = await connect('client 2.4, 2026-07-28 protocol', options);
  const world = await worldOf(sandbox);
  try {
    return await one.walk(agentOver(client, counted), world);
  } finally {
    await world.video.close();
    await client.close();
  }
}

function agentOver(client: AgentClient, counted: { calls: number; characters: number }): Agent {
  const call = async (tool: string, args: Record<string, unknown> = {}) => {
    const heard = await client.call(tool, args);
    counted.calls += 1;
    counted.characters += heard.text.length;
    return heard;
  };
  return {
    async call(tool, args) {
      const { isError, text, data } = await call(tool, args);
      if (isError) throw new Error(`${tool}: ${text}`);
      return data;
    },
    async refusal(tool, args) {
      const { isError, text } = await call(tool, args);
      if (!isError) throw new Error(`${tool} was expected to refuse, and answered ${text.slice(0, 300)}`);
      return text;
    },
  };
}

/** A program with a model behind it: its words are split at blanks, then the places are filled. */
async function askProgram(line: string, ask: string, sandbox: Sandbox): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-eval-'));
  const { stderr: _, ...server } = serverCommand({
    root: sandbox.root,
    env: environmentFor(sandbox.simulator.hosts),
  });
  const mcp = join(folder, 'mcp.json');
  await writeFile(mcp, JSON.stringify({ mcpServers: { 'fal-video': server } }));
  const [program = '', ...args] = line
    .split(/\s+/)
    .map((word) => (word === '{mcp}' ? mcp : word === '{ask}' ? ask : word));
  const child = spawn(program, args, { cwd: sandbox.root, stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
  const stop = setTimeout(() => child.kill(), 600_000);
  await once(child, 'close');
  clearTimeout(stop);
  return told;
}

async function command(
  args: readonly string[],
  sandbox: Sandbox,
  killAfterMs?: number,
): Promise<number | null> {
  const child = spawn(process.execPath, args, {
    env: environmentFor(sandbox.simulator.hosts),
    stdio: 'ignore',
  });
  const kill = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(kill);
  return code;
}

const { values } = parseArgs({ options: { agent: { type: 'string' }, only: { type: 'string' } } });
const chosen = EVALS.filter(({ name }) => values.only === undefined || name === values.only);
const outcomes: Outcome[] = [];
for (const one of chosen) {
  const outcome = await runEval(one, values.agent);
  outcomes.push(outcome);
  const { name, problems, calls, characters, seconds } = outcome;
  const result = problems.length === 0 ? 'passed' : 'FAILED';
  console.log(
    `${result}  ${name.padEnd(28)} ${String(calls).padStart(3)} calls  ${String(characters).padStart(7)} characters  ${seconds.toFixed(1).padStart(6)} s`,
  );
  for (const problem of problems) console.log(`        ${problem}`);
}
const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed (fal is simulated)`);
process.exitCode = failed === 0 && outcomes.length > 0 ? 0 : 1;
