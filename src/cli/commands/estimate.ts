import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type Estimate, showEstimate } from '../show/quotes.ts';

export const estimateCommand: ToolCommand<Estimate> = {
  name: 'estimate',
  group: 'Models and prices',
  about: 'Price one task on one model, or compare it on several; sends nothing',
  tool: 'estimate_cost',
  positionals: ['models'],
  hidden: ['model'],
  run: ({ input, session }) => {
    const { models, ...task } = input as { models?: string[] };
    // One model gives its quote as it is, several give a list.
    const named = models?.length === 1 ? { model: models[0] } : { models };
    return session.call<Estimate>('estimate_cost', { ...task, ...named });
  },
  show: showEstimate,
  exitCode: (estimate) => ('quotes' in estimate && estimate.quotes.length === 0 ? EXIT.refused : EXIT.done),
};
