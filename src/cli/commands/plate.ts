import type { ToolCommand } from '../command.ts';
import { type PlateAnswer, showPlate } from '../show/plate.ts';

export const plateCommand: ToolCommand<PlateAnswer> = {
  name: 'plate',
  group: 'Videos and images',
  about: 'Put a character on a flat, neutral plate: the start picture for a video',
  tool: 'prepare_plate',
  positionals: ['picture'],
  show: showPlate,
};
