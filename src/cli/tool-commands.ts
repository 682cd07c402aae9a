import type { ToolName } from '../../tools/index.ts';
import type { AnyToolCommand, ToolCommand } from './command.ts';
import { estimateCommand } from './commands/estimate.ts';
import { experimentPlanCommand } from './commands/experiment-plan.ts';
import { experimentRunCommand } from './commands/experiment-run.ts';
import { experimentShowCommand } from './commands/experiment-show.ts';
import { generateCommand, imageCommand } from './commands/generate.ts';
import { inspectCommand } from './commands/inspect.ts';
import { jobCommand } from './commands/job.ts';
import { learnCommand } from './commands/learn.ts';
import { modelsCommand } from './commands/models.ts';
import { plateCommand } from './commands/plate.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { showAdded } from './show/added.ts';
import { showCancelled } from './show/cancelled.ts';
import { showJobList } from './show/job-list.ts';
import { showModel } from './show/model.ts';
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
  plateCommand,
  inspectCommand,
  experimentPlanCommand,
  experimentRunCommand,
  experimentShowCommand,
  learnCommand,
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
