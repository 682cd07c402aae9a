import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { showEstimate } from '../show/quotes.ts';

export const estimateCommand: ToolCommand<'estimate_cost'> = {
  name: 'estimate',
  group: 'Models and prices',
  tool: 'estimate_cost',
  positionals: ['models'],
  hidden: { model: 'models', detail: null },
  words: { models: 'One model for its quote, or several to compare: at most 20.' },
  run: ({ input, session }) => {
    const { models, ...rest } = input;
    // A program gets every model of a task, a person the cheapest.
    const all = session.printer.json && rest.task !== undefined ? { limit: 2000 } : {};
    return session.call('estimate_cost', { ...all, ...rest, ...named(models) });
  },
  show: showEstimate,
  exitCode: (estimate) => ('quotes' in estimate && estimate.quotes.length === 0 ? EXIT.refused : EXIT.done),
};

/** One model gives its quote as it is, several give a list. */
function named(models: string[] | undefined) {
  if (models === undefined) return {};
  return models.length === 1 ? { model: models[0] } : { models, detail: 'full' as const };
}
