import { z } from 'zod';
import { needKey } from '../../server/jobs/need-key.ts';
import { type ReconciledView, reconciledView } from '../../server/spending/reconcile-view.ts';
import type { ToolCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { showReconciled } from '../show/reconciled.ts';

const USUAL_WAIT_SECONDS = 10;

export const reconcileCommand: ToolCommand<ReconciledView, { wait?: number }> = {
  name: 'reconcile',
  group: 'Money',
  tool: 'reconcile_costs',
  hidden: { wait_seconds: 'wait' },
  own: z.object({
    wait: z
      .number()
      .min(0)
      .optional()
      .describe(
        'Seconds to wait for jobs that still run; what it asks fal besides takes its own time. Default: 10.',
      ),
  }),
  // Not through the tool: at a terminal it may take as long as it takes.
  run: async ({ own, session: { context, signal } }) => {
    needKey(context);
    const waitMs = (own.wait ?? USUAL_WAIT_SECONDS) * 1000;
    const reconciled = await context.jobs.reconcile({ waitMs, signal });
    return reconciledView(reconciled, context.fal.hosts.simulated);
  },
  show: showReconciled,
  exitCode: ({ complete, still_unknown, still_running }) =>
    complete && still_unknown.count + still_running.count === 0 ? EXIT.done : EXIT.open,
};
