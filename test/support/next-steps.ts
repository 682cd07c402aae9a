import { ALL_COMMANDS } from '../../src/cli/all-commands.ts';
import type { Dependencies } from '../../src/cli/dependencies.ts';
import { stepDrawer } from '../../src/cli/draw-step.ts';
import { createPrinter } from '../../src/cli/print.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { findTool } from '../../src/cli/session.ts';
import { asCall, type NextStep } from '../../src/next-step.ts';
import { parseInput } from '../../src/server/parse-input.ts';
import { isObject } from '../../src/util/json.ts';
import { tools } from '../../tools/index.ts';

/**
 * Every `next` that passes by a test is held to its promise: what begins with a call is one that the tool takes, and drawn
 * as a command one that can be typed. Nothing is run.
 */
export async function holdSteps(answer: unknown): Promise<void> {
  for (const next of stepsIn(answer)) {
    const call = typeof next === 'string' ? callIn(next) : next;
    if (call?.tool !== undefined) await holdCall(call);
    else if (typeof next === 'string') for (const line of commandsIn(next)) await holdCommand(line);
  }
}

/** Each member named `next`, however deep: as data, or as it was drawn. */
export function stepsIn(value: unknown): (NextStep | string)[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name !== 'next') return name === 'arguments' ? [] : stepsIn(member);
    if (typeof member === 'string') return [member];
    return isObject(member) && typeof member['text'] === 'string' ? [member as unknown as NextStep] : [];
  });
}

/** The call that a text for agents begins with, read as an agent would. */
export function callIn(text: string): NextStep | null {
  const [first = '', ...rest] = text.split(' ');
  if (!tools.some(({ name }) => name === first)) return null;
  const behind = rest.join(' ');
  for (
    let end = behind.startsWith('{') ? behind.indexOf('}') : -1;
    end >= 0;
    end = behind.indexOf('}', end + 1)
  ) {
    try {
      const input = JSON.parse(behind.slice(0, end + 1)) as Record<string, unknown>;
      return { tool: first, input, text: behind.slice(end + 2) };
    } catch {
      // It ends at a later brace.
    }
  }
  return { tool: first, text: behind };
}

/** The commands that a text for people names, in backticks. A prompt may hold one: only a whole line counts. */
export function commandsIn(text: string): string[] {
  const lines = /`(fal-video (?:'[^']*'|\\'|[^'`])*)`/g;
  return [...text.matchAll(lines)].map(([, line = '']) => line);
}

const seen = new Set<string>();

async function holdCall(step: NextStep): Promise<void> {
  const { tool = '', input = {} } = step;
  const key = asCall({ tool, input, text: '' });
  if (seen.has(key)) return;
  seen.add(key);
  try {
    const parsed = parseInput(findTool(tools, tool), input);
    if (!isObject(parsed)) throw new Error('it takes no input');
  } catch (cause) {
    throw new Error(`A next step cannot be called: ${asCall(step)}`, { cause });
  }
  const [line] = commandsIn(DRAW(step));
  if (line === undefined) throw new Error(`A next step is no command: ${asCall(step)}`);
  await holdCommand(line);
}

const DRAW = stepDrawer(ALL_COMMANDS, tools, false);

/** As far as the opening of the project: what was typed has been read and checked by then. */
async function holdCommand(line: string): Promise<void> {
  if (seen.has(line)) return;
  seen.add(line);
  const argv = shellWords(line).slice(1);
  const io = {
    ...SILENT,
    stdin: process.stdin,
    env: { NO_COLOR: '1' },
    cwd: process.cwd(),
    signal: new AbortController().signal,
  };
  const printer = createPrinter({ ...io, json: true });
  const program = buildProgram(ONLY_READ, argv, { dependencies: READING, io, printer }, () => undefined);
  const thrown: unknown = await program.parseAsync(argv, { from: 'user' }).catch((error: unknown) => error);
  if (thrown instanceof Read || argv[0] === '--help') return;
  throw new Error(`A next step cannot be typed: ${line}`, { cause: thrown });
}

class Read extends Error {}
const read = () => Promise.reject(new Read());
/** No command of its own does anything: `auth` would wait for a key, `install` write. */
const ONLY_READ = ALL_COMMANDS.map((spec) => ('tool' in spec ? spec : { ...spec, run: read }));
const SILENT = { stdout: { write: () => true }, stderr: { write: () => true } };
const READING: Dependencies = {
  version: '0.0.0',
  tools,
  open: read,
  startSimulator: read,
  joinSimulator: read,
  serveMcp: read,
};

/** What a POSIX shell makes of a line of words and single quotes. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|\\(.)/g,
      (_, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? '',
    ),
  );
}

/** What a program prints for programs; nothing where it printed words. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
