import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { McpServer } from '@modelcontextprotocol/server';
import { packageRoot } from '../util/package-root.ts';
import { inputSchemaOf, outputSchemaOf, shownOnly } from './advertise.ts';
import { annotationsOf } from './annotations.ts';
import { callTool } from './call-tool.ts';
import type { Tool, ToolContext } from './define-tool.ts';
import { progressOf } from './progress.ts';

/** Codex shows only the first 247 characters of it before a tool is asked for; Claude Code shows it all. */
export const INSTRUCTIONS = `\
Turns pictures into videos, makes images on fal.ai: prices first, spending caps, every paid job in a ledger. \
Verbs: list models, get model, estimate cost, generate video, generate image, get job (wait, result), list jobs, cancel job, read ledger, reconcile costs.

A usual way: list_models, estimate_cost, generate_video or generate_image, then get_job until the status is collected. \
Each job is sent to fal once; a status of unknown means that it may have arrived, and get_job looks for it. \
Files and records are below experiments/ in the project. Caps stand in fal-video.config.json, which only the user changes.`;

/** One server for one connection, the same for every protocol version. A context still being opened is awaited by the calls. */
export function createServer(tools: readonly Tool[], context: ToolContext | Promise<ToolContext>): McpServer {
  const server = new McpServer(
    { name: 'fal-video', title: 'fal-video', version },
    {
      instructions: INSTRUCTIONS,
      // The list never changes while the server runs.
      capabilities: { tools: { listChanged: false } },
      cacheHints: { 'tools/list': { ttlMs: 3_600_000, cacheScope: 'public' } },
    },
  );
  for (const tool of tools) {
    const output = outputSchemaOf(tool);
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: shownOnly(inputSchemaOf(tool)),
        ...(output === undefined ? {} : { outputSchema: shownOnly(output) }),
        annotations: annotationsOf(tool),
      },
      (given, request) =>
        callTool(tool, given, context, { signal: request.mcpReq.signal, progress: progressOf(request) }),
    );
  }
  return server;
}

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  version: string;
};
