import { z } from 'zod';
import { needKey } from '../../server/jobs/need-key.ts';
import { reconciledView } from '../../server/spending/reconcile-view.ts';
import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { showReconciled } from '../show/reconciled.ts';

const USUAL_WAIT_SECONDS = 10;

const own = z.object({
  wait: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Seconds to wait for jobs that still run; what it asks fal besides takes its own time. Default: 10.',
    ),
});

export const reconcileCommand: ToolCommand<'reconcile_costs', z.output<typeof own>> = {
  name: 'reconcile',
  group: 'Money',
  tool: 'reconcile_costs',
  hidden: { wait_seconds: 'wait' },
  own,
  // Not through the tool: at a terminal it may take as long as it takes.
  run: async ({ own: { wait = USUAL_WAIT_SECONDS }, session: { context, signal } }) => {
    needKey(context);
    const reconciled = await context.jobs.reconcile({ waitMs: wait * 1000, signal });
    return reconciledView(reconciled, context.fal.hosts.simulated);
  },
  show: showReconciled,
  exitCode: ({ complete, still_unknown, still_running }) =>
    complete && still_unknown.count + still_running.count === 0 ? EXIT.done : EXIT.open,
};
