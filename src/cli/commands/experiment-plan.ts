import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type PlanAnswer, showPlan } from '../show/plan.ts';

/** On the command line a program gets every cell. */
export const experimentPlanCommand: ToolCommand<PlanAnswer> = {
  name: 'experiment plan',
  group: 'Experiments',
  tool: 'plan_experiment',
  positionals: ['file'],
  hidden: { matrix: null },
  run: async ({ input, session }) => {
    const ask = (more: object) => session.call<PlanAnswer>('plan_experiment', { ...input, ...more });
    if (input['limit'] !== undefined || input['cursor'] !== undefined) return await ask({});
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
