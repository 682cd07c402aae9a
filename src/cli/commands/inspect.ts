import type { ToolCommand } from '../command.ts';
import { type InspectAnswer, showInspected } from '../show/inspected.ts';

export const inspectCommand: ToolCommand<InspectAnswer> = {
  name: 'inspect',
  group: 'Videos and images',
  tool: 'inspect_video',
  positionals: ['video'],
  show: showInspected,
};
