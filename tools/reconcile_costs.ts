import { z } from 'zod';
import { defineDataTool } from '../src/server/define-tool.ts';
import { needKey } from '../src/server/jobs/need-key.ts';
import { reconciledSchema, reconciledView } from '../src/server/spending/reconcile-view.ts';

/** Clients give up on a call after 60 seconds or so; ours never takes longer than 45. */
const LIMIT_MS = 42_000;

export const reconcileCosts = defineDataTool({
  name: 'reconcile_costs',
  title: 'Reconcile costs with fal',
  effect: 'local',
  reaches: 'fal',
  description:
    'Brings the ledger up to what fal knows: lost jobs, late results, bills, drift. Looks for unknown jobs in its history, ' +
    'collects late results, settles open bills, reads verified costs (with an admin key), and says per model how far estimates, ' +
    'bills and verified costs are apart. Free; sends no job.',
  input: z.object({
    wait_seconds: z
      .int()
      .min(0)
      .max(30)
      .default(10)
      .describe('Seconds to wait for jobs that still run, 0 to 30. Default 10.'),
  }),
  output: reconciledSchema,
  async run({ wait_seconds }, context, { signal }) {
    needKey(context);
    const reconciled = await context.jobs.reconcile({
      waitMs: wait_seconds * 1000,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    return reconciledView(reconciled, context.fal.hosts.simulated);
  },
});
