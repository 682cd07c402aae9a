import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import { configurationError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { rememberSecret } from '../../util/secrets.ts';
import { createDoor, refuse } from './http-door.ts';

export interface HttpOptions {
  /** An address of this machine; anything but loopback needs a token and the names it is reached by. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Default: made now. */
  token?: string | undefined;
  /** The names that requests may be addressed to, beside those of loopback on loopback. */
  allowedHosts: readonly string[];
}

export interface HttpService {
  url: string;
  token: string;
  /** Whether the token was made here, and nobody else knows it. */
  tokenIsNew: boolean;
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const BINDS_LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** No tool takes more than a few long texts; pictures come as paths and URLs. */
const MOST_BODY_BYTES = 1024 * 1024;

/**
 * Serves MCP over Streamable HTTP: the 2026-07-28 protocol, and the 2025 ones without sessions. Every request
 * has a server of its own from the factory, so that any instance over the same project may answer the next.
 */
export async function serveHttp(
  factory: McpServerFactory,
  options: HttpOptions,
  onError: (error: Error) => void,
): Promise<HttpService> {
  checkExposure(options);
  const tokenIsNew = options.token === undefined;
  const token = options.token ?? randomBytes(32).toString('base64url');
  rememberSecret(token);
  const handler = createMcpHandler(factory, { onerror: onError, maxRequestBodySize: MOST_BODY_BYTES });
  const handle = toNodeHandler(handler, { onerror: onError, maxRequestBodySize: MOST_BODY_BYTES });
  const letIn = createDoor({ hosts: hostsOf(options), token });
  const http = createHttpServer((request, response) => {
    if (!letIn(request, response)) return;
    if (request.url?.split('?')[0] !== PATH) return refuse(response, 404, `MCP is served at ${PATH}.`);
    // Said before the body is read: a connection cut in mid-body would leave the client without the answer.
    if (Number(request.headers['content-length']) > MOST_BODY_BYTES) {
      return refuse(response, 413, `A request has at most ${MOST_BODY_BYTES} bytes.`);
    }
    handle(request as NodeIncomingMessageLike, response).catch(onError);
  });
  http.listen(options.port, options.host);
  await once(http, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw cannotListen(options, error);
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}${PATH}`,
    token,
    tokenIsNew,
    async close() {
      http.close();
      await handler.close();
      http.closeAllConnections();
    },
  };
}

const PATH = '/mcp';

const hostsOf = ({ host, allowedHosts }: HttpOptions) =>
  BINDS_LOOPBACK.includes(host) ? [...LOOPBACK, ...allowedHosts] : allowedHosts;

/** Whoever reaches this server can spend: beyond this machine only with a secret and a name of the user's own choice. */
function checkExposure({ host, token, allowedHosts }: HttpOptions): void {
  if (token !== undefined && !/^[\w.~+/=-]{16,}$/.test(token)) {
    throw configurationError({
      code: 'WEAK_TOKEN',
      message: `FAL_VIDEO_HTTP_TOKEN needs 16 characters or more, of letters, digits and ._~+/=-; it has ${token.length}.`,
      next: 'Set another one, such as the output of `openssl rand -hex 32`; or leave it out, and one is made at each start.',
    });
  }
  if (BINDS_LOOPBACK.includes(host)) return;
  if (token !== undefined && allowedHosts.length > 0) return;
  throw configurationError({
    code: 'EXPOSED',
    message: `${safeText(host, 100)} is not loopback: others could reach this server and spend money.`,
    next: 'Set FAL_VIDEO_HTTP_TOKEN and name each host with --allow-host (behind a proxy with TLS); or leave --host out.',
  });
}

function cannotListen({ host, port }: HttpOptions, { code = '', message }: NodeJS.ErrnoException) {
  return configurationError({
    code: 'CANNOT_LISTEN',
    message: `The server cannot listen on ${safeText(host, 100)}, port ${port}: ${code === 'EADDRINUSE' ? 'the port is taken' : message}.`,
    next: 'Choose another --port, or 0 for a free one.',
  });
}
