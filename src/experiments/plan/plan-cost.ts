import { sumOf, sumOfKnown } from '../../util/money.ts';
import type { ExperimentPlan, PlannedCell } from '../types.ts';

/** The cells together. One unknown price makes the whole unknown; `known` is what the others are expected to cost. */
export function totalCost(cells: readonly Pick<PlannedCell, 'estimate'>[]): ExperimentPlan['cost'] {
  const expected = cells.map(({ estimate }) => estimate.expected);
  return {
    low: sumOf(cells.map(({ estimate }) => estimate.low)),
    expected: sumOf(expected),
    high: sumOf(cells.map(({ estimate }) => estimate.high)),
    known: sumOfKnown(expected),
  };
}
