import type { Micros } from '../../util/money.ts';
import type { ExperimentPlan, PlannedCell } from '../types.ts';

/** The cells together. One unknown price makes the whole unknown; `known` is what the others are expected to cost. */
export function totalCost(cells: readonly Pick<PlannedCell, 'estimate'>[]): ExperimentPlan['cost'] {
  const sum = (read: (cell: Pick<PlannedCell, 'estimate'>) => Micros | null) =>
    cells.map(read).reduce<Micros | null>((a, b) => (a === null || b === null ? null : a + b), 0);
  return {
    low: sum(({ estimate }) => estimate.low),
    expected: sum(({ estimate }) => estimate.expected),
    high: sum(({ estimate }) => estimate.high),
    known: cells.reduce((total, { estimate }) => total + (estimate.expected ?? 0), 0),
  };
}
