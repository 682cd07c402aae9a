import { join } from 'node:path';
import type { EvalTask } from './task.ts';

/** Enough for the longest script with some looking around. */
const LIMITS = { max_turns: 30, timeout_seconds: 600 };

/** As Claude Code names the plugin's server; whoever runs the cases grants it with `--allow-tools`. */
export const PLUGIN_TOOLS = 'mcp__plugin_fal-video_fal-video';

/**
 * The task as a case of `claude plugin eval` (seen of 2.1.329): the user's words, and two judges, one of the last
 * answer and one of all that was done. The world that it wants is made by `stage.ts`.
 */
export function caseFiles({ name, asks, judge }: EvalTask): Map<string, string> {
  return new Map([
    [join(name, 'prompt.md'), `${frontMatter({ ...LIMITS, allowed_tools: `[Read, Skill]` })}\n${asks}\n`],
    [join(name, 'graders', 'answer.md'), grader('last_message', judge.answer)],
    [join(name, 'graders', 'deeds.md'), grader('trace', judge.deeds)],
  ]);
}

const grader = (focus: string, statements: readonly string[]) =>
  `${frontMatter({ type: 'llm', focus, weight: 1 })}
Passes only if each of these is so:

${statements.map((statement) => `- ${statement}`).join('\n')}
`;

const frontMatter = (values: Record<string, string | number>) =>
  `---\n${Object.entries(values)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')}---\n`;
