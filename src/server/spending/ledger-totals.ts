import { z } from 'zod';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import type { KnownSum, RunSums } from '../../store/records.ts';
import { usdFromMicros } from '../../util/money.ts';
import { usdSchema } from '../answer/views.ts';

/** USD, of the runs where it is known; `null` where there are runs and it is known of none. What was never sent counts as 0. */
export const totalsSchema = z.object({
  runs: z.number(),
  estimated_usd: usdSchema.describe('Of what was sent'),
  billed_usd: usdSchema,
  verified_usd: usdSchema.describe('From the billing events of fal; reconcile_costs reads them'),
  counted_usd: usdSchema.describe(
    'What the caps count: verified, else told by the user, else billed; disputed: the dearer figure',
  ),
  drift_usd: usdSchema.describe('counted less estimated, where both are known and undisputed'),
  estimate_unknown: z.number().describe('Runs without a known price: in no sum'),
  bill_unknown: z.number().describe('Runs without a known bill: in no sum'),
  verified_unknown: z.number(),
  disputed: z.number().describe('Runs whose bill is over 3 x, or under a third of, its quote'),
});
export type LedgerTotals = z.output<typeof totalsSchema>;

/** Sums, exact to the micro-dollar. What is not known is counted, never taken for 0. */
export function totalsOf(sums: RunSums): LedgerTotals {
  const { runs, estimated, billed, verified } = sums;
  const usd = ({ sum, known }: KnownSum) => (known === 0 && runs > 0 ? null : usdFromMicros(sum));
  return {
    runs,
    estimated_usd: usd(estimated),
    billed_usd: usd(billed),
    verified_usd: usd(verified),
    counted_usd: usd(sums.counted),
    drift_usd: usd(sums.drift),
    estimate_unknown: runs - estimated.known,
    bill_unknown: runs - billed.known,
    verified_unknown: runs - verified.known,
    disputed: sums.disputed,
  };
}

/** What was never sent is billed nothing, and that is known; older rows do not say so. */
export const billedCostOf = ({ status, billed_cost }: LedgerRow): number | null =>
  status === 'not-sent' ? 0 : billed_cost;
