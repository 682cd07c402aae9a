import { callOf, stepOf } from '../src/next-step.ts';
import { nextStepSchema } from '../src/server/answer/next-step.ts';
import { z } from 'zod';
import { inputError } from '../src/errors.ts';
import { addLearning, writeLearnings } from '../src/experiments/documents/documents.ts';
import { planExperiment } from '../src/experiments/plan/plan.ts';
import { defineDataTool } from '../src/server/define-tool.ts';

export const recordLearning = defineDataTool({
  name: 'record_learning',
  title: 'Record a learning',
  effect: 'local',
  reaches: 'fal',
  description:
    'Writes down what was learned: a verdict on an experiment, one of its models or one cell. A table of what was estimated and ' +
    'billed stands beside it; what people wrote there stays. Free.',
  input: z.object({
    experiment: z.string().max(500).describe('Its name or file. At most 500 characters.'),
    learning: z
      .string()
      .min(1)
      .max(5000)
      .describe('What was learned, and why; what is tried next. 1 to 5000 characters.'),
    model: z
      .string()
      .optional()
      .describe('One of its models, which it is about; it stands in the table where no verdict does.'),
    cell_id: z.string().optional().describe('One of its cells, from plan_experiment.'),
    author: z.string().max(80).optional().describe('Who says so. At most 80 characters.'),
  }),
  output: z.object({
    summary: z.string(),
    experiment: z.string(),
    document: z.string().describe('Path, relative to root'),
    root: z.string(),
    next: nextStepSchema,
  }),
  async run({ experiment, learning, model, cell_id, author }, context) {
    const { project, jobs, clock, fal } = context;
    const planner = jobs.planner();
    const plan = await planExperiment(experiment, { ...context, planner, simulated: fal.hosts.simulated });
    refuseUnknown(experiment, 'model', model, plan.models);
    refuseUnknown(
      experiment,
      'cell',
      cell_id,
      plan.cells.map((cell) => cell.cell_id),
    );
    const begun = await jobs.cells(plan.slug);
    const results = begun.map(({ cell, state, cost }) => ({ cell_id: cell, status: state, billed: cost }));
    await writeLearnings(plan, results, context);
    const at = clock.now().toISOString();
    const document = await addLearning(plan.batch, { at, text: learning, model, cell_id, author }, context);
    return {
      summary: `Recorded in ${document}.`,
      experiment: plan.slug,
      document,
      root: project.root,
      next: stepOf(
        "The document is the user's, too: what stands outside the table of results can be edited freely.",
      ),
    };
  },
});

function refuseUnknown(
  experiment: string,
  what: string,
  name: string | undefined,
  known: readonly string[],
): void {
  if (name === undefined || known.includes(name)) return;
  throw inputError({
    code: 'NOT_IN_EXPERIMENT',
    message: `The experiment has no ${what} ${name}. It has: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', ...' : ''}.`,
    next: callOf('plan_experiment', { file: experiment }, 'shows its models and cells.'),
  });
}
