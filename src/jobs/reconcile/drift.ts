import { type Micros, sumOfKnown } from '../../util/money.ts';
import { ratio } from '../../store/cost-of.ts';
import type { ModelCosts } from '../../store/records.ts';

/** Estimated, billed and verified side by side, for one model or for all. Sums are of what is known. */
export interface Drift {
  /** Alias or endpoint id; `null` for the total. */
  model: string | null;
  /** Jobs that reached fal, or may have, and are over or unknown. */
  jobs: number;
  estimated: Micros;
  billed: Micros;
  verified: Micros;
  /** The best that is known of each job: verified, else told, else billed, the dearer while that is disputed. */
  cost: Micros;
  estimate_unknown: number;
  bill_unknown: number;
  verified_unknown: number;
  cost_unknown: number;
  /** Jobs whose bill is too far from its quote to be believed as it is. */
  disputed: number;
  /** Collected jobs whose estimate and cost are both known and undisputed: they tell how good the estimates are. */
  compared: number;
  /** Over them: cost − estimated, and cost ÷ estimated. */
  drift: Micros;
  drift_ratio: number | null;
  /** Jobs for which fal's billing events say another sum than header × unit price, and by how much in all. */
  disagreeing: number;
  disagreement: Micros;
}

export interface DriftReport {
  total: Drift;
  /** By name. */
  models: Drift[];
}

/** How far estimates, bills and verified costs are apart. */
export function driftReport(costs: readonly ModelCosts[]): DriftReport {
  const counted = costs.filter(({ jobs }) => jobs > 0);
  return { total: driftOf(null, counted), models: counted.map((one) => driftOf(one.model, [one])) };
}

function driftOf(model: string | null, costs: readonly ModelCosts[]): Drift {
  const sum = (of: (one: ModelCosts) => number) => sumOfKnown(costs.map(of));
  const jobs = sum((one) => one.jobs);
  const asked = sum(({ compared }) => compared.estimated);
  const paid = sum(({ compared }) => compared.cost);
  return {
    model,
    jobs,
    estimated: sum(({ estimated }) => estimated.sum),
    billed: sum(({ billed }) => billed.sum),
    verified: sum(({ verified }) => verified.sum),
    cost: sum(({ cost }) => cost.sum),
    estimate_unknown: jobs - sum(({ estimated }) => estimated.known),
    bill_unknown: jobs - sum(({ billed }) => billed.known),
    verified_unknown: jobs - sum(({ verified }) => verified.known),
    cost_unknown: jobs - sum(({ cost }) => cost.known),
    disputed: sum(({ disputed }) => disputed),
    compared: sum(({ compared }) => compared.jobs),
    drift: paid - asked,
    drift_ratio: ratio(paid, asked),
    disagreeing: sum(({ disagreeing }) => disagreeing.jobs),
    disagreement: sum(({ disagreeing }) => disagreeing.by),
  };
}
