import type { McpServer } from '@modelcontextprotocol/server';
import { type ChatView, renderChat, TITLES } from '../../report/render-chat.ts';

/**
 * MCP Apps (2026-01-26): a client that can show pages puts one beside the answer of a tool. Others read past it: the
 * answer is complete without.
 */
export const APPS = 'io.modelcontextprotocol/ui';

const APP_TYPE = 'text/html;profile=mcp-app';

/** Says in the list of tools which page belongs to a tool. */
export const appMeta = (view: ChatView) => ({ ui: { resourceUri: pageUri(view) } });

const pageUri = (view: ChatView) => `ui://fal-video/${view}.html`;

/** What hosts are told of the page: it needs no address of anybody's, and no permission. */
const NOTHING_FROM_OUTSIDE = {
  ui: { csp: { connectDomains: [], resourceDomains: [], frameDomains: [] }, prefersBorder: true },
};

export function registerApps(server: McpServer): void {
  server.server.registerCapabilities({ extensions: { [APPS]: {} } });
  for (const view of ['job', 'experiment'] as const) {
    const uri = pageUri(view);
    server.registerResource(
      `${view}-view`,
      uri,
      {
        title: TITLES[view],
        description: 'A page for clients that show pages beside an answer.',
        mimeType: APP_TYPE,
        _meta: NOTHING_FROM_OUTSIDE,
      },
      () => ({
        contents: [{ uri, mimeType: APP_TYPE, text: renderChat(view), _meta: NOTHING_FROM_OUTSIDE }],
      }),
    );
  }
}
