import type { PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { openProject } from '../open-project.ts';

/** The MCP server over stdio: stdout belongs to the protocol, so that nothing is printed here. */
export const mcpCommand: PlainCommand = {
  name: 'mcp',
  group: 'Set-up',
  about: 'Serve the tools to an agent over MCP (stdio)',
  run: async (host) => {
    const project = openProject(host);
    // A project that cannot be opened is the answer to every call; nobody listens for it before the server is loaded.
    project.catch(() => undefined);
    await host.parts.serveMcp(project);
    return EXIT.done;
  },
};
