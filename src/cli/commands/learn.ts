import type { Layout, ToolCommand } from '../command.ts';

interface Learned {
  summary: string;
  next: string;
}

export const learnCommand: ToolCommand<Learned> = {
  name: 'learn',
  group: 'Experiments',
  tool: 'record_learning',
  positionals: ['experiment', 'learning'],
  show: ({ summary, next }, { paint, step }: Layout) => `${paint.green(summary)}\n${paint.dim(step(next))}`,
};
