import { request as httpRequest } from 'node:http';

export interface HttpAnswer {
  status: number;
  body: string;
}

/** A request with headers that no `fetch` would let through. */
export function send(
  url: string,
  headers: Record<string, string>,
  body: string,
  method = 'POST',
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const headersWith = (token: string) => ({
  Authorization: `Bearer ${token}`,
  'Content-Type': 'application/json',
  Accept: 'application/json, text/event-stream',
});

export interface ModernClient {
  url: string;
  token: string;
  /** Declared with each request. */
  capabilities: Record<string, unknown>;
}

export interface ModernAnswer {
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: unknown };
}

/** One request of the 2026-07-28 protocol by hand, with all that it has to carry. */
export async function askModern(
  { url, token, capabilities }: ModernClient,
  method: string,
  params: Record<string, unknown> = {},
): Promise<ModernAnswer> {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  const name = params['name'] ?? params['taskId'];
  const headers = {
    ...headersWith(token),
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': method,
    ...(typeof name === 'string' ? { 'Mcp-Name': name } : {}),
  };
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope } };
  const { body } = await send(url, headers, JSON.stringify(message));
  return JSON.parse(body) as ModernAnswer;
}
