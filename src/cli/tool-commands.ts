import type { ToolCommand } from './command.ts';
export const TOOL_COMMANDS: readonly ToolCommand[] = [];
