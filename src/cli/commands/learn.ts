import type { NextStep } from '../../next-step.ts';
import type { Layout, ToolCommand } from '../command.ts';

interface Learned {
  summary: string;
  next: NextStep;
}

export const learnCommand: ToolCommand<Learned> = {
  name: 'learn',
  group: 'Experiments',
  tool: 'record_learning',
  positionals: ['experiment', 'learning'],
  show: ({ summary, next }, { paint, step }: Layout) => `${paint.green(summary)}\n${paint.dim(step(next))}`,
};
