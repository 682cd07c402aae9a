import type { AnyCommand } from './command.ts';

/**
 * The commands that a line can mean. `mcp` is started by a client that waits for its first answer, so that all the
 * others, which take longer to load than it does, are left where they are.
 */
export async function loadCommands([first]: readonly string[]): Promise<readonly AnyCommand[]> {
  if (first === 'mcp') return [(await import('./commands/mcp.ts')).mcpCommand];
  return (await import('./all-commands.ts')).ALL_COMMANDS;
}
