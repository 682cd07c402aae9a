import { type McpRequestContext, McpServer } from '@modelcontextprotocol/server';
import type { SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import { version } from '../util/version.ts';
import { inputSchemaOf, outputSchemaOf, shownOnly } from './protocol/advertise.ts';
import { annotationsOf } from './protocol/annotations.ts';
import { registerAppFiles } from './resources/app-files.ts';
import { appMeta, registerApps } from './resources/apps.ts';
import { askerOf } from './protocol/ask-user.ts';
import { type CallStates, callStates } from './protocol/call-state.ts';
import { type AsTask, callTool } from './call-tool.ts';
import type { Tool, ToolContext } from './define-tool.ts';
import { jobTasks, taskOf } from './jobs/job-tasks.ts';
import { progressOf } from './protocol/progress.ts';
import { registerPrompts } from './resources/prompts.ts';
import { registerResources } from './resources/resources.ts';
import { declaresTasks, serveTasks, taskCreated, type TaskSource } from './protocol/serve-tasks.ts';

/** Codex shows only the first 247 characters of it before a tool is asked for; Claude Code shows it all. */
export const INSTRUCTIONS = `\
Turns pictures into videos, makes images on fal.ai: prices first, caps, a ledger of each paid job. \
Verbs: list models, estimate cost, generate video or image, get job (wait, result), cancel job, plan and run experiment, inspect video, read ledger.

One clip: list_models, estimate_cost, generate_video or generate_image, then get_job until the status is collected. \
Several models or prompts: plan_experiment, run_experiment, get_experiment, record_learning. \
Each job is sent to fal once; a status of unknown means that it may have arrived, and get_job looks for it. \
Above ask_above_usd the price is shown first, and a quote_id or the yes of the user runs it. \
Files and records are below experiments/ in the project. Caps stand in fal-video.config.json, which only the user changes.`;

export interface ServerVariant {
  era?: McpRequestContext['era'];
  skill?: SkillsExtension | null;
  /** Default: the jobs. */
  tasks?: TaskSource;
}

/**
 * One server for one connection (stdio) or one request (HTTP): it holds nothing that the next one would miss. A
 * context still being opened is awaited by the calls.
 */
export function createServer(
  tools: readonly Tool[],
  context: ToolContext | Promise<ToolContext>,
  { era = 'legacy', skill = null, tasks = jobTasks(context) }: ServerVariant = {},
): McpServer {
  const { mint, verify } = callStates(context);
  const server = new McpServer(
    { name: 'fal-video', title: 'fal-video', version },
    {
      instructions: INSTRUCTIONS,
      // What is on offer never changes while the server runs; the jobs and experiments among the resources do.
      capabilities: {
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false },
      },
      requestState: { verify },
      // A model's own arguments are a few dozen; more is a mistake, or somebody who wants the server busy.
      maxToolInputElements: 10_000,
      cacheHints: {
        'server/discover': UNCHANGING,
        'tools/list': UNCHANGING,
        'prompts/list': UNCHANGING,
        'resources/templates/list': UNCHANGING,
      },
    },
  );
  if (era === 'modern') serveTasks(server, tasks);
  for (const tool of tools) registerTool(server, tool, context, mint);
  registerResources(server, context);
  registerApps(server);
  registerAppFiles(server, context);
  registerPrompts(server, context);
  skill?.attach(server);
  return server;
}

const UNCHANGING = { ttlMs: 3_600_000, cacheScope: 'public' } as const;

function registerTool(
  server: McpServer,
  tool: Tool,
  context: ToolContext | Promise<ToolContext>,
  mint: CallStates['mint'],
): void {
  const output = outputSchemaOf(tool);
  server.registerTool(
    tool.name,
    {
      title: tool.title,
      description: tool.description,
      inputSchema: shownOnly(inputSchemaOf(tool)),
      ...(output === undefined ? {} : { outputSchema: shownOnly(output) }),
      annotations: annotationsOf(tool),
      ...(tool.view === undefined ? {} : { _meta: appMeta(tool.view) }),
    },
    (given, request) => {
      const { mcpReq } = request;
      const asTask: AsTask = async ({ running }) => {
        if (running === undefined || !declaresTasks(mcpReq)) return null;
        const opened = await context;
        return taskCreated(await taskOf(opened, await opened.jobs.get(running)));
      };
      const call = {
        signal: mcpReq.signal,
        progress: progressOf(request),
        user: askerOf(server, request, mint),
      };
      return callTool(tool, given, context, call, asTask);
    },
  );
}
