import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { completable, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { once } from '../../util/once.ts';
import { packageRoot } from '../../util/package-root.ts';
import { safeText } from '../../util/safe-text.ts';
import type { ToolContext } from '../define-tool.ts';

/** A way to work, as a file of `references/workflows/`: its name is the file's. */
const workflowSchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  arguments: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      /** Stands in the text where nothing was given; an argument without it is required. */
      otherwise: z.string().exactOptional(),
      /** What a client may offer while it is typed. */
      complete: z.enum(['model', 'unpreset']).exactOptional(),
    }),
  ),
  /** Paragraphs; `{name}` stands for an argument. */
  text: z.array(z.string()),
});
export type Workflow = z.output<typeof workflowSchema> & { name: string };

/** The workflows that ship with the package, read once. */
export const workflows = once(() => {
  const folder = join(packageRoot, 'references', 'workflows');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .map((file): Workflow => ({
      name: basename(file, '.json'),
      ...workflowSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    }));
});

/** Offers each workflow as a prompt, for a person to choose. */
export function registerPrompts(server: McpServer, opening: ToolContext | Promise<ToolContext>): void {
  for (const workflow of workflows()) {
    const { name, title, description } = workflow;
    server.registerPrompt(
      name,
      { title, description, argsSchema: z.object(argumentsOf(workflow, opening)) },
      (given) => ({
        description,
        messages: [{ role: 'user', content: { type: 'text', text: promptText(workflow, given) } }],
      }),
    );
  }
}

function argumentsOf(workflow: Workflow, opening: ToolContext | Promise<ToolContext>) {
  const shape: Record<string, z.ZodType<string | undefined>> = {};
  for (const [name, { description, otherwise, complete }] of Object.entries(workflow.arguments)) {
    const text = z.string().max(2000).describe(description);
    const offered =
      complete === undefined ? text : completable(text, (typed) => offers(opening, complete, typed));
    shape[name] = otherwise === undefined ? offered : offered.optional();
  }
  return shape;
}

async function offers(
  opening: ToolContext | Promise<ToolContext>,
  what: 'model' | 'unpreset',
  typed: string,
): Promise<string[]> {
  const { models } = await opening;
  const names = models
    .list({ preset: what === 'model' })
    .filter(({ alias }) => (alias !== null) === (what === 'model'))
    .map(({ alias, endpoint_id }) => alias ?? endpoint_id);
  return names.filter((name) => name.includes(typed));
}

/** What was typed is data within the text: made safe, and on one line. */
export function promptText(workflow: Workflow, given: Record<string, string | undefined>): string {
  return workflow.text.join('\n\n').replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(workflow.arguments, name)) return whole;
    const typed = given[name]?.trim();
    return typed === undefined || typed === ''
      ? (workflow.arguments[name]?.otherwise ?? '')
      : safeText(typed.replaceAll(/\s+/g, ' '), 2000);
  });
}
