import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { showPlan } from '../show/plan.ts';

/** On the command line a program gets every cell. */
export const experimentPlanCommand: ToolCommand<'plan_experiment'> = {
  name: 'experiment plan',
  group: 'Experiments',
  tool: 'plan_experiment',
  positionals: ['file'],
  hidden: { matrix: null },
  run: async ({ input, session }) => {
    const ask = (more: typeof input) => session.call('plan_experiment', { ...input, ...more });
    if (input.limit !== undefined || input.cursor !== undefined) return await ask({});
    let page = await ask({ limit: 100 });
    const cells = [...page.cells];
    while (page.next_cursor !== null) {
      page = await ask({ limit: 100, cursor: page.next_cursor });
      cells.push(...page.cells);
    }
    return { ...page, cells };
  },
  show: showPlan,
  exitCode: ({ cells }) => (cells.length === 0 ? EXIT.refused : EXIT.done),
};
