import type { ModelDetail } from '../../models/types.ts';
import type { CellAxes } from '../types.ts';

/**
 * Which run of the same arguments a point is, from 1. A seed makes arguments of its own; for a model without one
 * each seed is one more run of the same, so that every model gets as many tries.
 */
export function runNumbers(models: ReadonlyMap<string, ModelDetail>): (axes: CellAxes) => number {
  const counted = new Map<string, number>();
  return (axes) => {
    if (models.get(axes.model)?.words['seed'] !== undefined) return axes.repeat;
    const { model, prompt, picture, duration_seconds } = axes;
    const key = JSON.stringify([model, prompt, picture, duration_seconds]);
    const run = (counted.get(key) ?? 0) + 1;
    counted.set(key, run);
    return run;
  };
}
