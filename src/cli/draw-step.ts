import { asCall, type NextStep, stepOf } from '../next-step.ts';
import type { Tool } from '../server/define-tool.ts';
import { commandLine } from '../util/command-line.ts';
import { safeText } from '../util/safe-text.ts';
import type { AnyCommand, AnyToolCommand } from './command.ts';
import { typedFrom } from './flags.ts';
import { typingOf } from './program.ts';
import { findTool } from './session.ts';

/**
 * Draws a next step as the command that it is, to be pasted as it stands. Whoever copies one from simulated work must not
 * pay for it: there each command is a simulated one.
 */
export function stepDrawer(
  commands: readonly AnyCommand[],
  tools: readonly Tool[],
  simulated: boolean,
): (step: string | NextStep) => string {
  return (given) => {
    const step = stepOf(given);
    const said = safeText(simulated ? overSimulatedFal(step.text) : step.text, 2000);
    if (step.tool === undefined) return said;
    const spec = commands.find((one): one is AnyToolCommand => 'tool' in one && one.tool === step.tool);
    if (spec === undefined) return asCall({ ...step, text: said });
    const [places, options] = typedAs(spec, findTool(tools, spec.tool), step.input);
    return `\`${commandLine(spec.name, places, options, simulated)}\` ${said}`;
  };
}

function typedAs(spec: AnyToolCommand, tool: Tool, input: NextStep['input'] = {}) {
  const values = Object.entries(input).flatMap(([name, value]) => {
    const typed = spec.hidden?.[name] === undefined ? name : spec.hidden[name];
    return typed === null ? [] : [[typed, value]];
  });
  return typedFrom(Object.fromEntries(values), typingOf(spec, tool));
}

/** Commands that stand in words, between backticks. */
const overSimulatedFal = (text: string) =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 && isOverFal(part) ? `${part} --simulate` : part))
    .join('`');

const OF_ITSELF = ['auth', 'doctor', 'install', 'mcp'];

function isOverFal(code: string): boolean {
  const [program, command = '', ...rest] = code.split(' ');
  return program === 'fal-video' && !OF_ITSELF.includes(command) && !rest.includes('--simulate');
}
