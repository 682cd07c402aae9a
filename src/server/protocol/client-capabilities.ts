import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type ServerContext,
} from '@modelcontextprotocol/server';

/** What the client of a 2026-07-28 request says it can do, with this very request; `undefined` for the older protocols. */
export function declaredWith({
  envelope,
}: Pick<ServerContext['mcpReq'], 'envelope'>): ClientCapabilities | undefined {
  // The SDK checks the envelope before any handler runs; its type does not name the members.
  const members = envelope as Record<string, unknown> | undefined;
  return members?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
}
