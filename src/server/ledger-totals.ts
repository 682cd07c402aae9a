import type { LedgerRow } from '../ledger/ledger-row.ts';
import { type Micros, microsFromUsd, usdFromMicros } from '../util/money.ts';

export interface LedgerTotals {
  runs: number;
  /** USD, of the runs where it is known. */
  estimated_usd: number;
  billed_usd: number;
  /** billed − estimated, over the runs where both are known. */
  drift_usd: number;
  /** Runs whose price or bill is not known: they are in none of the sums. */
  estimate_unknown: number;
  bill_unknown: number;
}

/** Sums of ledger rows, exact to the micro-dollar. What is not known is counted, never taken for 0. */
export function ledgerTotals(rows: readonly LedgerRow[]): LedgerTotals {
  const money = rows.map((row) => ({ estimated: micros(row.estimated_cost), billed: billedOf(row) }));
  const estimated = known(money.map((run) => run.estimated));
  const billed = known(money.map((run) => run.billed));
  const drifts = known(
    money.map((run) => (run.estimated === null || run.billed === null ? null : run.billed - run.estimated)),
  );
  return {
    runs: rows.length,
    estimated_usd: sum(estimated),
    billed_usd: sum(billed),
    drift_usd: sum(drifts),
    estimate_unknown: rows.length - estimated.length,
    bill_unknown: rows.length - billed.length,
  };
}

/** What was never sent has no bill, and that is known. */
function billedOf({ billed_cost, status }: LedgerRow): Micros | null {
  return billed_cost === null && status === 'not-sent' ? 0 : micros(billed_cost);
}

const micros = (usd: number | null) => (usd === null ? null : microsFromUsd(usd));
const known = (amounts: readonly (Micros | null)[]) => amounts.filter((amount) => amount !== null);
const sum = (amounts: readonly Micros[]) =>
  usdFromMicros(amounts.reduce((total, amount) => total + amount, 0));
