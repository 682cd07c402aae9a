import {
  type CallToolResult,
  type McpServer,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { declaredWith } from './client-capabilities.ts';

/**
 * The Tasks extension (SEP-2663) of the 2026-07-28 protocol, written by hand: the SDK has the room for it, not
 * the extension itself. It is given only to requests that declare it.
 */
export const TASKS = 'io.modelcontextprotocol/tasks';

export interface McpTask {
  taskId: string;
  status: 'working' | 'completed' | 'failed' | 'cancelled';
  statusMessage?: string;
  /** ISO times. */
  createdAt: string;
  lastUpdatedAt: string;
  /** How long it can be asked for; `null` without an end. */
  ttlMs: number | null;
  pollIntervalMs: number;
}

/** What stands behind the tasks. An id that is none of its own is `undefined`. */
export interface TaskSource {
  /** The result comes with a task that is completed, the error with one that has failed. */
  get(
    taskId: string,
  ): Promise<
    { task: McpTask; result?: CallToolResult; error?: { code: number; message: string } } | undefined
  >;
  /** Asks for an end. What came of it is for `get` to say. */
  cancel(taskId: string): Promise<unknown>;
}

export const declaresTasks = (mcpReq: ServerContext['mcpReq']): boolean =>
  declaredWith(mcpReq)?.extensions?.[TASKS] !== undefined;

/** The answer of a call that goes on as a task. */
export const taskCreated = (task: McpTask): CallToolResult =>
  // The wire form of the extension, which the SDK passes on and does not know.
  ({ resultType: 'task', ...task }) as unknown as CallToolResult;

/** Registers the three methods; for a server of the 2026-07-28 protocol only. */
export function serveTasks({ server }: McpServer, source: TaskSource): void {
  server.registerCapabilities({ extensions: { [TASKS]: {} } });
  const answerTo = (method: string, answer: (taskId: string) => Promise<Record<string, unknown>>) =>
    server.setRequestHandler(method, { params: taskParams }, ({ taskId }, { mcpReq }) => {
      if (!declaresTasks(mcpReq)) throw notDeclared(method);
      return answer(taskId);
    });
  const known = async (taskId: string) => {
    const found = await source.get(taskId);
    if (found !== undefined) return found;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such task.');
  };

  answerTo('tasks/get', async (taskId) => {
    const { task, result, error } = await known(taskId);
    return {
      ...task,
      ...(result === undefined ? {} : { result: { resultType: 'complete', ...result } }),
      ...(error === undefined ? {} : { error }),
    };
  });
  answerTo('tasks/cancel', async (taskId) => {
    await known(taskId);
    await source.cancel(taskId);
    return {};
  });
  // Nothing here ever waits for an answer of the client's: it is heard, and nothing follows.
  answerTo('tasks/update', async (taskId) => {
    await known(taskId);
    return {};
  });
}

const taskParams = z.looseObject({ taskId: z.string().max(200) });

const notDeclared = (method: string) =>
  new MissingRequiredClientCapabilityError(
    { requiredCapabilities: { extensions: { [TASKS]: {} } } },
    `${method} needs the extension ${TASKS}, which this request does not declare.`,
  );
