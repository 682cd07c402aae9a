import type { ToolCommand } from '../command.ts';
import { showExperiment } from '../show/experiment.ts';
import { exitCodeOf, wholeAnswer } from './experiment-run.ts';

export const experimentShowCommand: ToolCommand<'get_experiment'> = {
  name: 'experiment show',
  group: 'Experiments',
  tool: 'get_experiment',
  positionals: ['experiment'],
  hidden: { wait_seconds: null, limit: null, cursor: null, detail: null },
  run: ({ input, session }) => wholeAnswer(input.experiment, session),
  show: showExperiment,
  exitCode: exitCodeOf,
};
