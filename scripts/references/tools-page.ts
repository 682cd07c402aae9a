import { TOOL_COMMANDS } from '../../src/cli/tool-commands.ts';
import type { Tool } from '../../src/server/define-tool.ts';
import { inputSchemaOf } from '../../src/server/protocol/advertise.ts';
import { tools } from '../../tools/index.ts';
import { cell } from './cell.ts';

/** As much of a JSON Schema as the page shows. */
interface Shown {
  type?: string;
  description?: string;
  enum?: readonly (string | number)[];
  items?: Shown;
  anyOf?: readonly Shown[];
  properties?: Record<string, Shown>;
  required?: readonly string[];
}

/** The page of all tools, as Markdown, from their own definitions. */
export function toolsPage(): string {
  return `${[HEAD, table(), ...tools.map(section)].join('\n\n')}\n`;
}

const HEAD = `# Tools

Made by \`scripts/build-references.ts\` from the tools themselves: change it there. The commands take the same parameters as options
(\`end_image\` is \`--end-image\`); \`fal-video COMMAND --help\` lists them.`;

const EFFECTS = {
  read: 'reads',
  local: 'writes files of the project',
  stop: 'asks fal to stop work',
  spend: 'spends money, within the caps',
};

const commandOf = (tool: Tool) =>
  TOOL_COMMANDS.filter((command) => command.tool === tool.name)
    .map(({ name }) => `\`fal-video ${name}\``)
    .join(', ');

function table(): string {
  const rows = tools.map(
    (tool) => `| [\`${tool.name}\`](#${tool.name}) | ${EFFECTS[tool.effect]} | ${commandOf(tool)} |`,
  );
  return ['| tool | effect | command |', '| --- | --- | --- |', ...rows].join('\n');
}

function section(tool: Tool): string {
  const { properties = {}, required = [] }: Shown = inputSchemaOf(tool);
  const parameters = Object.entries(properties).map(
    ([name, schema]) =>
      `| \`${name}\` | ${typeOf(schema)} | ${required.includes(name) ? 'yes' : ''} | ${cell(schema.description ?? '')} |`,
  );
  return [
    `## ${tool.name}`,
    tool.description,
    `Effect: ${EFFECTS[tool.effect]}. ${tool.reaches === 'fal' ? 'It talks to fal' : 'It stays in the project'}. ` +
      `Answer: ${tool.kind === 'data' ? 'structured data' : 'short JSON, then pictures and links'}. Command: ${commandOf(tool) || 'none'}.`,
    ...(parameters.length === 0
      ? ['No parameters.']
      : [['| parameter | type | needed | |', '| --- | --- | --- | --- |', ...parameters].join('\n')]),
  ].join('\n\n');
}

function typeOf({ type, enum: allowed, items, anyOf }: Shown): string {
  if (allowed !== undefined) return allowed.map((one) => `\`${one}\``).join(' ');
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  return type === 'array' ? `list of ${typeOf(items ?? {})}` : (type ?? '');
}
