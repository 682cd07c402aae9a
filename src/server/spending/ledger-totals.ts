import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { type Micros, microsFromUsd, usdFromMicros } from '../../util/money.ts';

export interface LedgerTotals {
  runs: number;
  /** USD, of the runs where it is known; `null` where there are runs and it is known of none. */
  estimated_usd: number | null;
  billed_usd: number | null;
  verified_usd: number | null;
  /** Cost (verified, else billed) − estimated, over the runs where both are known. */
  drift_usd: number | null;
  /** Runs whose price or bill is not known: they are in none of the sums. */
  estimate_unknown: number;
  bill_unknown: number;
  verified_unknown: number;
}

/** Sums of ledger rows, exact to the micro-dollar. What is not known is counted, never taken for 0. */
export function ledgerTotals(rows: readonly LedgerRow[]): LedgerTotals {
  const money = rows.map((row) => ({
    estimated: micros(row.estimated_cost),
    billed: billedOf(row),
    verified: micros(row.verified_cost),
  }));
  const estimated = known(money.map((run) => run.estimated));
  const billed = known(money.map((run) => run.billed));
  const verified = known(money.map((run) => run.verified));
  const drifts = known(money.map((run) => difference(run.verified ?? run.billed, run.estimated)));
  return {
    runs: rows.length,
    estimated_usd: sum(estimated, rows),
    billed_usd: sum(billed, rows),
    verified_usd: sum(verified, rows),
    drift_usd: sum(drifts, rows),
    estimate_unknown: rows.length - estimated.length,
    bill_unknown: rows.length - billed.length,
    verified_unknown: rows.length - verified.length,
  };
}

/** What was never sent has no bill, and that is known. */
function billedOf({ billed_cost, status }: LedgerRow): Micros | null {
  return billed_cost === null && status === 'not-sent' ? 0 : micros(billed_cost);
}

const difference = (cost: Micros | null, estimate: Micros | null) =>
  cost === null || estimate === null ? null : cost - estimate;
const micros = (usd: number | null) => (usd === null ? null : microsFromUsd(usd));
const known = (amounts: readonly (Micros | null)[]) => amounts.filter((amount) => amount !== null);
const sum = (amounts: readonly Micros[], rows: readonly LedgerRow[]) =>
  amounts.length === 0 && rows.length > 0
    ? null
    : usdFromMicros(amounts.reduce((total, amount) => total + amount, 0));
