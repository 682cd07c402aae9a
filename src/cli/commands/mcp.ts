import type { PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { openProject } from '../open-project.ts';

/** The MCP server over stdio: stdout belongs to the protocol, so that nothing is printed here. */
export const mcpCommand: PlainCommand = {
  name: 'mcp',
  group: 'Set-up',
  about: 'Serve the tools to an agent over MCP (stdio)',
  run: async (host) => {
    const project = afterTheGreeting().then(() => openProject(host));
    // A project that cannot be opened is the answer to every call; nobody listens for it before the server is loaded.
    project.catch(() => undefined);
    await host.parts.serveMcp(project);
    return EXIT.done;
  },
};

/** Opening loads the larger half of the program: a client that says hello and asks for the tools is answered before. */
const GREETING_MS = 250;

const afterTheGreeting = () => new Promise<void>((resolve) => setTimeout(resolve, GREETING_MS));
