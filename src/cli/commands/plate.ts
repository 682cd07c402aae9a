import type { ToolCommand } from '../command.ts';
import { showPlate } from '../show/plate.ts';

export const plateCommand: ToolCommand<'prepare_plate'> = {
  name: 'plate',
  group: 'Videos and images',
  tool: 'prepare_plate',
  positionals: ['picture'],
  show: showPlate,
};
