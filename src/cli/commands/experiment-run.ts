import type { AnswerOf } from '../../../tools/index.ts';
import type { Question } from '../../server/define-tool.ts';
import { costOf } from '../../store/cost-of.ts';
import { costNote } from '../../store/bill-note.ts';
import { stateInWords } from '../../server/jobs/job-progress.ts';
import { formatUsd } from '../../util/money.ts';
import type { Session, ToolCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ExperimentAnswer, showExperiment } from '../show/experiment.ts';

type Answer = ExperimentAnswer | AnswerOf<'run_experiment'>;

/** Runs an experiment to its end: the same command again goes on where it was. */
export const experimentRunCommand: ToolCommand<'run_experiment', object, Answer> = {
  name: 'experiment run',
  group: 'Experiments',
  also: 'Follows it to its end.',
  tool: 'run_experiment',
  positionals: ['file'],
  words: {
    quote_id: 'From the answer of this command for just these cells and prices, once you agree to them.',
  },
  run: async ({ input, session }) => {
    const { printer, context } = session;
    // Simulated money needs nobody's consent.
    const goesOn = ({ question }: Question) => {
      printer.note(`${question.replace(/ Spend it\?$/, '')} It is simulated, and goes on.`);
      return Promise.resolve(true);
    };
    const ask = context.fal.hosts.simulated ? goesOn : undefined;
    const begun = await session.call('run_experiment', input, { ask });
    if (begun.quote !== null) return begun;
    await followCells(begun.experiment, session);
    return await experimentAnswer(begun.experiment, {}, session);
  },
  show: (answer, page) =>
    'cells' in answer ? showExperiment(answer, page) : `${answer.summary}\n${page.step(answer.next)}`,
  exitCode: (answer) => ('cells' in answer ? exitCodeOf(answer) : EXIT.refused),
};

interface CellsAsked {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** Everything about so many cells, in as many pages as it takes; the first of them tells of the models. */
export async function experimentAnswer(
  experiment: string,
  { limit = MOST_CELLS, cursor }: CellsAsked,
  session: Session,
): Promise<ExperimentAnswer> {
  const ask = async ({ limit: most = limit, ...asked }: CellsAsked) =>
    await session.call('get_experiment', {
      experiment,
      wait_seconds: 0,
      limit: most,
      detail: 'full',
      ...asked,
    });
  const first = await ask({ cursor });
  const cells = [...first.cells];
  let { next_cursor } = first;
  while (next_cursor !== null && cells.length < limit) {
    const page = await ask({ cursor: next_cursor, limit: limit - cells.length });
    cells.push(...page.cells);
    next_cursor = page.next_cursor;
  }
  return { ...first, cells, next_cursor };
}

const MOST_CELLS = 100;

/** What may still move is open, as for a job; else whatever has no video has failed. */
export function exitCodeOf({ cells_by_status, stopped }: ExperimentAnswer): ExitCode {
  const statuses = Object.keys(cells_by_status);
  if (statuses.some((status) => OPEN.includes(status)) || stopped?.code === 'LEFT') return EXIT.open;
  return statuses.every((status) => status === 'collected') ? EXIT.done : EXIT.failed;
}

const OPEN = ['planned', 'submitting', 'queued', 'running', 'completed', 'unknown'];

const A_DAY_MS = 24 * 60 * 60 * 1000;

/** A line for each step of each cell, until the run is over. Ctrl-C starts no more; those at fal go on. */
async function followCells(experiment: string, { context, printer, signal }: Session) {
  const { experiments, jobs } = context;
  const said = new Map<string, string>();
  const unlisten = jobs.listen(({ job }) => {
    if (job.plan.experiment !== experiment || said.get(job.job_id) === job.state) return;
    said.set(job.job_id, job.state);
    const model = job.plan.model_alias ?? job.plan.endpoint_id;
    const cost = job.state === 'collected' ? `, ${costNote(job) ?? formatUsd(costOf(job))}` : '';
    printer.note(`  ${job.plan.cell ?? job.job_id}  ${model}: ${stateInWords(job)}${cost}`);
  });
  const stop = () => void experiments.stop(experiment);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    await experiments.ended(experiment, { ms: A_DAY_MS });
  } finally {
    signal.removeEventListener('abort', stop);
    unlisten();
  }
  if (signal.aborted) {
    printer.note(
      'Left: no more cells are started. Those at fal go on; the same command goes on with the rest.',
    );
  }
}
