import type { ToolCommand } from '../command.ts';

export const learnCommand: ToolCommand<'record_learning'> = {
  name: 'learn',
  group: 'Experiments',
  tool: 'record_learning',
  positionals: ['experiment', 'learning'],
  show: ({ summary, next }, { paint, step }) => `${paint.green(summary)}\n${paint.dim(step(next))}`,
};
