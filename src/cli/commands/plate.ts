import type { ToolCommand } from '../command.ts';
import { type PlateAnswer, showPlate } from '../show/plate.ts';

export const plateCommand: ToolCommand<PlateAnswer> = {
  name: 'plate',
  group: 'Videos and images',
  tool: 'prepare_plate',
  positionals: ['picture'],
  show: showPlate,
};
