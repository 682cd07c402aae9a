import type { ContextCost } from './count-context.ts';

/** The page of what this server costs of an agent's context, as Markdown. */
export function contextPage({ instructions, names, tools, toolsWhole, answers }: ContextCost): string {
  const toolRows = tools.map(({ name, tokens }) => `| \`${name}\` | ${counted(tokens)} |`);
  const answerRows = answers.map(
    ({ tool, args, tokens, pictures }) =>
      `| \`${tool}\` ${asked(args)} | ${counted(tokens)} | ${pictures === 0 ? '' : pictures} |`,
  );
  return [
    HEAD,
    '## Before the first call',
    `The server's instructions are ${instructions} tokens, the names of its tools ${names}: a client that looks tools up when they are
needed (Claude Code, Codex) shows no more of it at first. \`tools/list\` whole is **${counted(toolsWhole)}**; at most 6,726 is promised.`,
    ['| tool | tokens |', '| --- | ---: |', ...toolRows].join('\n'),
    '## Answers',
    'From the choice of a model to the verdict of an experiment, in the order asked; each less than 2,000.',
    ['| call | tokens | pictures |', '| --- | ---: | ---: |', ...answerRows].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const HEAD = `# What the tools cost of an agent's context

Made by \`npm run context\` (\`scripts/count-context.ts\`), which asks the real program over a simulated fal; the tests count anew and
compare. Tokens are those of o200k_base; other models' differ by a tenth or so. Counted is the JSON as it stands on the wire. Ids,
times, hashes, measured numbers and what else differs from run to run are replaced before by fixed ones of the same kind. Pictures cost
about a thousand tokens each, and are not counted; a client that shows both text and structured content shows the same twice.`;

const counted = (tokens: number) => tokens.toLocaleString('en-US');

/** Long lists by how many they hold. */
function asked(args: Record<string, unknown>): string {
  const short = JSON.stringify(args, (_, value: unknown) =>
    Array.isArray(value) && value.length > 3 ? `${value.length} of them` : value,
  ).replaceAll(/job_[a-z0-9]{10}/g, 'JOB');
  return short === '{}' ? '' : `\`${short}\``;
}
