import { TOOL_COMMANDS } from '../../src/cli/tool-commands.ts';
import { headlineOf } from '../../src/server/answer/headline.ts';
import { tools } from '../../tools/index.ts';

/** The README with its table of tools as they are now: what each does in its own words, in the order of the help. */
export function withToolsTable(readme: string): string {
  const rows = TOOL_COMMANDS.flatMap((command) =>
    tools
      .filter(({ name }) => name === command.tool)
      .map(
        (tool) =>
          `| [\`${tool.name}\`](references/tools.md#${tool.name}) | \`${command.name}\` | ${headlineOf(tool)} |`,
      ),
  );
  const table = ['| tool | command | |', '| --- | --- | --- |', ...rows].join('\n');
  const [before = '', rest = ''] = readme.split(BEGIN);
  const after = rest.split(END)[1];
  if (after === undefined) throw new Error(`README.md has no place for the table of tools: ${BEGIN} ${END}`);
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

const BEGIN = '<!-- tools: made by npm run references -->';
const END = '<!-- /tools -->';
