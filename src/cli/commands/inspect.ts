import type { ToolCommand } from '../command.ts';
import { showInspected } from '../show/inspected.ts';

export const inspectCommand: ToolCommand<'inspect_video'> = {
  name: 'inspect',
  group: 'Videos and images',
  tool: 'inspect_video',
  positionals: ['video'],
  show: showInspected,
};
