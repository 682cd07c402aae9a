import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { type Micros, microsFromUsd, usdFromMicros } from '../../util/money.ts';

export interface LedgerTotals {
  runs: number;
  /** USD, of the runs where it is known; `null` where there are runs and it is known of none. What was never sent counts as 0. */
  estimated_usd: number | null;
  billed_usd: number | null;
  verified_usd: number | null;
  /** What the caps count: the best that is known of each, the dearer of both figures while a bill is disputed. */
  counted_usd: number | null;
  /** Cost (verified, else told, else billed) − estimated, over the runs where both are known and undisputed. */
  drift_usd: number | null;
  /** Runs whose price or bill is not known: they are in none of the sums. */
  estimate_unknown: number;
  bill_unknown: number;
  verified_unknown: number;
  /** Runs whose bill is too far from its quote. */
  disputed: number;
}

/** Sums of ledger rows, exact to the micro-dollar. What is not known is counted, never taken for 0. */
export function ledgerTotals(rows: readonly LedgerRow[]): LedgerTotals {
  const money = rows.map((row) => ({
    estimated: wasSent(row) ? micros(row.estimated_cost) : 0,
    billed: micros(billedCostOf(row)),
    verified: micros(row.verified_cost),
    counted: micros(row.counted_cost),
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
const micros = (usd: number | null) => (usd === null ? null : microsFromUsd(usd));
const known = (amounts: readonly (Micros | null)[]) => amounts.filter((amount) => amount !== null);
const sum = (amounts: readonly Micros[], rows: readonly LedgerRow[]) =>
  amounts.length === 0 && rows.length > 0
    ? null
    : usdFromMicros(amounts.reduce((total, amount) => total + amount, 0));
