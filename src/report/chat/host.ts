import type {
  McpUiHostContext,
  McpUiInitializeRequest,
  McpUiInitializeResult,
} from '@modelcontextprotocol/ext-apps';
import type { CallToolResult, ReadResourceResult } from '@modelcontextprotocol/client';

/** The program that shows the chat. All that this page gets to know, or wants done, goes through it. */
export interface Host {
  context: McpUiHostContext;
  can: McpUiInitializeResult['hostCapabilities'];
  /** A resource of our server, as the host reads it for us. */
  read(uri: string): Promise<ReadResourceResult['contents'][number]>;
  request<Result>(method: string, params: object): Promise<Result>;
  notify(method: string, params: object): void;
}

/** What the host tells, once the page has said that it listens. */
export interface Listener {
  /** The answer of the call that this page stands beside. */
  onAnswer: (answer: CallToolResult) => void;
  /** The call was given up. */
  onCancelled: () => void;
  /** Only what has changed. */
  onContext: (change: McpUiHostContext) => void;
  /** The page is about to be taken away. */
  onLeave: () => void;
}

interface Message {
  jsonrpc?: unknown;
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** MCP Apps, protocol of 2026-01-26: JSON-RPC between this window and the one that holds it. */
export async function meetHost(
  name: string,
  { onAnswer, onCancelled, onContext, onLeave }: Listener,
): Promise<Host> {
  const waiting = new Map<
    number | string,
    { resolve: (result: never) => void; reject: (error: Error) => void }
  >();
  let ids = 0;
  const post = (message: Message) => parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
  const notify = (method: string, params: object) => post({ method, params });
  const request = <Result>(method: string, params: object) =>
    new Promise<Result>((resolve, reject) => {
      const id = (ids += 1);
      waiting.set(id, { resolve, reject });
      post({ id, method, params });
    });

  const TOLD: Record<string, (params: never) => void> = {
    'ui/notifications/tool-result': onAnswer,
    'ui/notifications/tool-cancelled': onCancelled,
    'ui/notifications/host-context-changed': (change: McpUiHostContext) => {
      Object.assign(host.context, change);
      onContext(change);
    },
  };
  const ASKED: Record<string, () => void> = { 'ui/resource-teardown': onLeave, ping: () => undefined };

  addEventListener('message', ({ source, data }: MessageEvent<Message | null>) => {
    if (source !== parent || data?.jsonrpc !== '2.0') return;
    const { id, method, params, result, error } = data;
    if (method === undefined) {
      const asked = id === undefined ? undefined : waiting.get(id);
      if (id === undefined || asked === undefined) return;
      waiting.delete(id);
      if (error === undefined) asked.resolve(result as never);
      else asked.reject(new Error(error.message));
    } else if (id === undefined) {
      TOLD[method]?.(params as never);
    } else if (ASKED[method] === undefined) {
      post({ id, error: { code: -32601, message: `This view knows no ${method}.` } });
    } else {
      ASKED[method]();
      post({ id, result: {} });
    }
  });

  const params: McpUiInitializeRequest['params'] = {
    appInfo: { name, version: '1' },
    appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
    protocolVersion: '2026-01-26',
  };
  const { hostContext = {}, hostCapabilities = {} } = await request<Partial<McpUiInitializeResult>>(
    'ui/initialize',
    params,
  );
  const host: Host = {
    context: hostContext,
    can: hostCapabilities,
    request,
    notify,
    async read(uri) {
      const { contents } = await request<ReadResourceResult>('resources/read', { uri });
      const [content] = contents;
      if (content === undefined) throw new Error(`${uri} is empty.`);
      return content;
    },
  };
  notify('ui/notifications/initialized', {});
  return host;
}
