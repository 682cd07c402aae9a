/** The page of all tools, as Markdown, from their own definitions. */
export function toolsPage(tools, commands, inputSchemaOf) {
  return `${[HEAD, table(tools, commands), ...tools.map((tool) => section(tool, commands, inputSchemaOf(tool)))].join('\n\n')}\n`;
}

const HEAD = `# Tools

Made by \`scripts/build-references.mjs\` from the tools themselves: change it there. The commands take the same parameters as options
(\`end_image\` is \`--end-image\`); \`fal-video COMMAND --help\` lists them.`;

const EFFECTS = {
  read: 'reads',
  local: 'writes files of the project',
  stop: 'asks fal to stop work',
  spend: 'spends money, within the caps',
};

const commandOf = (tool, commands) =>
  commands
    .filter((command) => command.tool === tool.name)
    .map(({ name }) => `\`fal-video ${name}\``)
    .join(', ');

function table(tools, commands) {
  const rows = tools.map(
    (tool) =>
      `| [\`${tool.name}\`](#${tool.name}) | ${EFFECTS[tool.effect]} | ${commandOf(tool, commands)} |`,
  );
  return ['| tool | effect | command |', '| --- | --- | --- |', ...rows].join('\n');
}

function section(tool, commands, { properties = {}, required = [] }) {
  const parameters = Object.entries(properties).map(
    ([name, schema]) =>
      `| \`${name}\` | ${typeOf(schema)} | ${required.includes(name) ? 'yes' : ''} | ${cell(schema.description ?? '')} |`,
  );
  return [
    `## ${tool.name}`,
    tool.description,
    `Effect: ${EFFECTS[tool.effect]}. ${tool.reaches === 'fal' ? 'It talks to fal' : 'It stays in the project'}. ` +
      `Answer: ${tool.kind === 'data' ? 'structured data' : 'short JSON, then pictures and links'}. Command: ${commandOf(tool, commands) || 'none'}.`,
    ...(parameters.length === 0
      ? ['No parameters.']
      : [['| parameter | type | needed | |', '| --- | --- | --- | --- |', ...parameters].join('\n')]),
  ].join('\n\n');
}

function typeOf({ type, enum: allowed, items, anyOf }) {
  if (allowed !== undefined) return allowed.map((one) => `\`${one}\``).join(' ');
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  return type === 'array' ? `list of ${typeOf(items ?? {})}` : (type ?? '');
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ').trim();
