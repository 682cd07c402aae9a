import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CallToolResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  declaresTasks,
  type McpTask,
  taskCreated,
  type TaskSource,
} from '../../src/server/protocol/serve-tasks.ts';

/** Tasks of this process alone; the product has its jobs. */
export interface MemoryTasks extends TaskSource {
  begin(work: (signal: AbortSignal) => Promise<CallToolResult>): McpTask;
}

export function memoryTasks(): MemoryTasks {
  type Kept = { task: McpTask; result?: CallToolResult; error?: { code: number; message: string } };
  const kept = new Map<string, Kept & { over: AbortController }>();
  return {
    begin(work) {
      const now = new Date().toISOString();
      const task: McpTask = {
        taskId: randomBytes(24).toString('base64url'),
        status: 'working',
        createdAt: now,
        lastUpdatedAt: now,
        ttlMs: 60_000,
        pollIntervalMs: 200,
      };
      const over = new AbortController();
      const entry: Kept & { over: AbortController } = { task, over };
      kept.set(task.taskId, entry);
      const end = (status: McpTask['status'], more: Partial<Kept> = {}) => {
        Object.assign(entry, more, { task: { ...task, status, lastUpdatedAt: new Date().toISOString() } });
      };
      work(over.signal).then(
        (result) => end('completed', { result }),
        () => (over.signal.aborted ? end('cancelled') : end('failed', { error: BROKEN })),
      );
      return task;
    },
    get: (taskId) => Promise.resolve(kept.get(taskId)),
    cancel: (taskId) => Promise.resolve(kept.get(taskId)?.over.abort()),
  };
}

const BROKEN = { code: -32603, message: 'The job broke down.' };

export function registerTaskFixtures(server: McpServer, tasks: MemoryTasks): void {
  const asTask = async (
    { mcpReq }: ServerContext,
    work: (signal: AbortSignal) => Promise<CallToolResult>,
  ): Promise<CallToolResult> =>
    declaresTasks(mcpReq) ? taskCreated(tasks.begin(work)) : await work(mcpReq.signal);

  server.registerTool(
    'greet',
    { description: 'Greets.', inputSchema: z.object({ name: z.string() }) },
    ({ name }) => text(`Hello, ${name}!`),
  );
  server.registerTool(
    'slow_compute',
    {
      description: 'Takes its time.',
      inputSchema: z.object({ seconds: z.number(), label: z.string().optional() }),
    },
    ({ seconds }, request) =>
      asTask(request, async (signal) => {
        await sleep(seconds * 1000, undefined, { signal });
        return text(`Computed for ${seconds} s.`);
      }),
  );
  server.registerTool(
    'confirm_delete',
    { description: 'Goes on for a while, and takes updates.' },
    (request) =>
      asTask(request, async (signal) => {
        await sleep(2000, undefined, { signal });
        return text('Nothing was deleted.');
      }),
  );
  server.registerTool('failing_job', { description: 'Fails.' }, (request) =>
    asTask(request, async () => {
      await sleep(200);
      return { ...text('It failed, as it should.'), isError: true };
    }),
  );
  server.registerTool('protocol_error_job', { description: 'Breaks down.' }, (request) =>
    asTask(request, () => Promise.reject(new Error('broken'))),
  );
  server.registerTool(
    'test_tool_with_task',
    { description: 'Asks first, then takes its time.' },
    (request) => {
      const view = inputResponse(request.mcpReq.inputResponses, 'user_name');
      if (view.kind !== 'elicit') return inputRequired({ inputRequests: { user_name: NAME } });
      return asTask(request, () => Promise.resolve(text(`Hello, ${JSON.stringify(view.content)}!`)));
    },
  );
}

const NAME = inputRequired.elicit({
  message: 'What is your name?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
});

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });
