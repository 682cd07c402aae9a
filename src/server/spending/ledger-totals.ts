import { z } from 'zod';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { type Micros, microsOrNull, sumOfKnown, usdFromMicros } from '../../util/money.ts';
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

/** Sums of ledger rows, exact to the micro-dollar. What is not known is counted, never taken for 0. */
export function ledgerTotals(rows: readonly LedgerRow[]): LedgerTotals {
  const money = rows.map((row) => ({
    estimated: wasSent(row) ? microsOrNull(row.estimated_cost) : 0,
    billed: microsOrNull(billedCostOf(row)),
    verified: microsOrNull(row.verified_cost),
    counted: microsOrNull(row.counted_cost),
    disputed: row.disputed,
  }));
  const estimated = known(money.map((run) => run.estimated));
  const billed = known(money.map((run) => run.billed));
  const verified = known(money.map((run) => run.verified));
  const drifts = known(money.map((run) => (run.disputed ? null : difference(run.counted, run.estimated))));
  const counted = known(money.map((run) => run.counted));
  return {
    runs: rows.length,
    estimated_usd: sum(estimated, rows),
    billed_usd: sum(billed, rows),
    verified_usd: sum(verified, rows),
    counted_usd: sum(counted, rows),
    drift_usd: sum(drifts, rows),
    estimate_unknown: rows.length - estimated.length,
    bill_unknown: rows.length - billed.length,
    verified_unknown: rows.length - verified.length,
    disputed: rows.filter((row) => row.disputed).length,
  };
}

/** What was never sent is billed nothing, and that is known; older rows do not say so. */
export const billedCostOf = (row: LedgerRow): number | null => (wasSent(row) ? row.billed_cost : 0);

const wasSent = ({ status }: LedgerRow) => status !== 'not-sent';

const difference = (cost: Micros | null, estimate: Micros | null) =>
  cost === null || estimate === null ? null : cost - estimate;
const known = (amounts: readonly (Micros | null)[]) => amounts.filter((amount) => amount !== null);
const sum = (amounts: readonly Micros[], rows: readonly LedgerRow[]) =>
  amounts.length === 0 && rows.length > 0 ? null : usdFromMicros(sumOfKnown(amounts));
