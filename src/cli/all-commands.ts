import type { AnyCommand, PlainCommand } from './command.ts';
import { analyticsCommand } from './commands/analytics.ts';
import { authCommand } from './commands/auth.ts';
import { doctorCommand } from './commands/doctor.ts';
import { experimentVotesCommand } from './commands/experiment-votes.ts';
import { installCommand } from './commands/install.ts';
import { mcpCommand } from './commands/mcp.ts';
import { pricingCommand } from './commands/pricing.ts';
import { requestsCommand } from './commands/requests.ts';
import { simulateCommand } from './commands/simulate.ts';
import { usageCommand } from './commands/usage.ts';
import { TOOL_COMMANDS } from './tool-commands.ts';

const PLAIN_COMMANDS: readonly PlainCommand[] = [
  experimentVotesCommand,
  pricingCommand,
  usageCommand,
  analyticsCommand,
  requestsCommand,
  doctorCommand,
  authCommand,
  installCommand,
  simulateCommand,
  mcpCommand,
];

/** Every command, in the order of the help. */
export const ALL_COMMANDS: readonly AnyCommand[] = [...TOOL_COMMANDS, ...PLAIN_COMMANDS];
