import { z } from 'zod';
import { setting } from '../../project/root.ts';
import type { CommandContext, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { openForCommand } from '../open-project.ts';
import { badOption } from '../param.ts';
import type { ListenOptions } from '../dependencies.ts';

const options = z.object({
  http: z
    .literal(true)
    .optional()
    .describe('Serve Streamable HTTP on loopback, with a bearer token, until Ctrl-C'),
  port: z
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe('With --http: the port; 0 takes a free one. Default 8321'),
  host: z.string().optional().describe('With --http: the address to listen on. Default 127.0.0.1'),
  allow_host: z
    .array(z.string())
    .optional()
    .describe(
      'With --http: names that requests may come to; needed, with FAL_VIDEO_HTTP_TOKEN, beyond loopback',
    ),
});
type Own = z.output<typeof options>;

/** The MCP server over stdio, where stdout belongs to the protocol and nothing is printed; or over HTTP. */
export const mcpCommand: PlainCommand<Own> = {
  name: 'mcp',
  group: 'Set-up',
  about: 'Serves the tools to an agent over MCP (stdio, or HTTP with --http)',
  own: options,
  run: async (host, own) => {
    const http = own.http === true ? httpOptions(host, own) : refuseHttpOptions(own);
    await host.dependencies.serveMcp(() => openForCommand(host, true), http);
    return EXIT.done;
  },
};

function httpOptions(
  { io, printer }: CommandContext,
  { host = '127.0.0.1', port = 8321, allow_host = [] }: Own,
): ListenOptions {
  return {
    host,
    port,
    allowedHosts: allow_host,
    token: setting(io.env['FAL_VIDEO_HTTP_TOKEN']),
    onListening: ({ url, token, tokenIsNew }) => {
      printer.note(`MCP is served at ${url}, until Ctrl-C.`);
      // The one place where it can be read; it is new at each start.
      io.stderr.write(
        tokenIsNew
          ? `Clients send this header: Authorization: Bearer ${token}\n`
          : 'Clients send the token of FAL_VIDEO_HTTP_TOKEN as a bearer token.\n',
      );
    },
  };
}

function refuseHttpOptions({ port, host, allow_host }: Own): undefined {
  if (port === undefined && host === undefined && allow_host === undefined) return undefined;
  throw badOption('--port, --host and --allow-host belong to --http.', 'Add --http, or leave them out.');
}
