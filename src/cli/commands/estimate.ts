import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type Estimate, showEstimate } from '../show/quotes.ts';

export const estimateCommand: ToolCommand<Estimate> = {
  name: 'estimate',
  group: 'Models and prices',
  about: 'Price one task on one model, on several, or on every model for it (--task); sends nothing',
  tool: 'estimate_cost',
  positionals: ['models'],
  hidden: ['model'],
  run: ({ input, session }) => {
    const { models, ...rest } = input as { models?: string[]; task?: string; limit?: number };
    // One model gives its quote as it is, several give a list.
    const named = models?.length === 1 ? { model: models[0] } : { models };
    // A program gets every model of a task, a person the cheapest.
    const all = session.printer.json && rest.task !== undefined ? { limit: 2000 } : {};
    return session.call<Estimate>('estimate_cost', { ...all, ...rest, ...named });
  },
  show: showEstimate,
  exitCode: (estimate) => ('quotes' in estimate && estimate.quotes.length === 0 ? EXIT.refused : EXIT.done),
};
