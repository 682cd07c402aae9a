import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../ledger/ledger-row.ts';
import { ledgerTotals } from './ledger-totals.ts';

const row = (
  estimated_cost: number | null,
  billed_cost: number | null,
  status = 'collected',
  verified_cost: number | null = null,
) =>
  ({
    estimated_cost,
    billed_cost,
    status,
    verified_cost,
    disputed: false,
    counted_cost: status === 'not-sent' ? 0 : (verified_cost ?? billed_cost),
  }) as LedgerRow;

describe('the totals of a ledger', () => {
  it('are exact, and drift is over runs that know both', () => {
    const rows = [row(0.1, 0.2), row(0.2, 0.1), row(0.3, null), row(null, 0.7)];
    expect(ledgerTotals(rows)).toEqual({
      runs: 4,
      estimated_usd: 0.6,
      billed_usd: 1,
      verified_usd: null,
      counted_usd: 1,
      drift_usd: 0,
      estimate_unknown: 1,
      bill_unknown: 1,
      verified_unknown: 4,
      disputed: 0,
    });
  });

  it('drift by what is verified, where it is, also without a bill', () => {
    const rows = [row(0.5, 0.5, 'collected', 0.45), row(0.5, null, 'collected', 0.6), row(0.5, 0.7)];
    expect(ledgerTotals(rows)).toMatchObject({
      billed_usd: 1.2,
      verified_usd: 1.05,
      drift_usd: 0.25,
      bill_unknown: 1,
      verified_unknown: 1,
    });
  });

  it('may drift downwards', () => {
    expect(ledgerTotals([row(0.5, 0.2)]).drift_usd).toBe(-0.3);
  });

  it('count a disputed bill at the dearer of both figures, and draw no drift from it', () => {
    const disputed = { ...row(0.15, 2.5), disputed: true, counted_cost: 2.5 };
    const tooCheap = { ...row(0.6, 0.1), disputed: true, counted_cost: 0.6 };
    expect(ledgerTotals([disputed, tooCheap, row(0.5, 0.6)])).toMatchObject({
      billed_usd: 3.2,
      counted_usd: 3.7,
      drift_usd: 0.1,
      disputed: 2,
    });
  });

  it('count nothing for what was never sent: no estimate, no bill, no drift', () => {
    const none = { estimated_usd: 0, billed_usd: 0, drift_usd: 0, estimate_unknown: 0, bill_unknown: 0 };
    expect(ledgerTotals([row(0.5, null, 'not-sent'), row(null, 0, 'not-sent')])).toMatchObject(none);
    expect(ledgerTotals([row(0.5, null, 'not-sent'), row(0.3, 0.3)])).toMatchObject({
      runs: 2,
      estimated_usd: 0.3,
      billed_usd: 0.3,
      drift_usd: 0,
    });
  });

  it('of nothing are nothing', () => {
    expect(ledgerTotals([])).toMatchObject({ runs: 0, estimated_usd: 0, drift_usd: 0 });
  });
});
