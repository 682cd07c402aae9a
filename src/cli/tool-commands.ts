import type { ToolName } from '../../tools/index.ts';
import type { AnyToolCommand, ToolCommand } from './command.ts';
import { estimateCommand } from './commands/estimate.ts';
import { experimentPlanCommand } from './commands/experiment-plan.ts';
import { exitCodeOf, experimentRunCommand, experimentAnswer } from './commands/experiment-run.ts';
import { generateCommand, imageCommand } from './commands/generate.ts';
import { jobCommand } from './commands/job.ts';
import { modelsCommand } from './commands/models.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { showAdded } from './show/added.ts';
import { showCancelled } from './show/cancelled.ts';
import { showExperiment } from './show/experiment.ts';
import { showInspected } from './show/inspected.ts';
import { showJobList } from './show/job-list.ts';
import { showModel } from './show/model.ts';
import { showPlate } from './show/plate.ts';
import { EXIT, exitCodeOfJob } from './exit-codes.ts';

/** The commands that map onto tools, in the order of the help. */
export const TOOL_COMMANDS: readonly AnyToolCommand[] = [
  modelsCommand,
  command<'get_model'>({
    name: 'model',
    group: 'Models and prices',
    tool: 'get_model',
    positionals: ['model'],
    show: showModel,
  }),
  command<'add_model'>({
    name: 'add-model',
    group: 'Models and prices',
    tool: 'add_model',
    positionals: ['endpoint_id'],
    show: showAdded,
  }),
  estimateCommand,
  generateCommand,
  imageCommand,
  command<'list_jobs'>({
    name: 'jobs',
    group: 'Videos and images',
    tool: 'list_jobs',
    show: showJobList,
  }),
  jobCommand,
  command<'cancel_job'>({
    name: 'cancel',
    group: 'Videos and images',
    tool: 'cancel_job',
    positionals: ['job_id'],
    show: showCancelled,
    exitCode: ({ cancelled, status }) => (cancelled ? EXIT.done : exitCodeOfCancel(status)),
  }),
  command<'prepare_plate'>({
    name: 'plate',
    group: 'Videos and images',
    tool: 'prepare_plate',
    positionals: ['picture'],
    show: showPlate,
  }),
  command<'inspect_video'>({
    name: 'inspect',
    group: 'Videos and images',
    tool: 'inspect_video',
    positionals: ['video'],
    show: showInspected,
  }),
  experimentPlanCommand,
  experimentRunCommand,
  command<'get_experiment'>({
    name: 'experiment show',
    group: 'Experiments',
    tool: 'get_experiment',
    positionals: ['experiment'],
    hidden: { wait_seconds: null, detail: null },
    words: { limit: 'How many cells, 1 to 100. Default: 100.' },
    run: ({ input: { experiment, ...asked }, session }) => experimentAnswer(experiment, asked, session),
    show: showExperiment,
    exitCode: exitCodeOf,
  }),
  command<'record_learning'>({
    name: 'learn',
    group: 'Experiments',
    tool: 'record_learning',
    positionals: ['experiment', 'learning'],
    show: ({ summary, next }, { paint, step }) => `${paint.green(summary)}\n${paint.dim(step(next))}`,
  }),
  ledgerCommand,
  reconcileCommand,
];

/** Gives a literal the types of its tool. */
function command<Name extends ToolName>(one: ToolCommand<Name>): ToolCommand<Name> {
  return one;
}

/** Too late, or asked for and still open. */
const exitCodeOfCancel = (status: string) =>
  exitCodeOfJob({ status }) === EXIT.open ? EXIT.open : EXIT.failed;
