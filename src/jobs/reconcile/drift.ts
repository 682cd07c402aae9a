import { type Micros, sumOfKnown } from '../../util/money.ts';
import { costOf, ratio } from '../../store/cost-of.ts';
import { disputeOf } from '../../store/dispute.ts';
import { hasEnded } from '../../store/fold.ts';
import type { Job } from '../../store/job.ts';

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
export function driftReport(jobs: readonly Job[]): DriftReport {
  const counted = jobs.filter(counts);
  const models = [...new Set(counted.map(nameOf))].toSorted();
  return {
    total: driftOf(null, counted),
    models: models.map((model) =>
      driftOf(
        model,
        counted.filter((job) => nameOf(job) === model),
      ),
    ),
  };
}

const counts = (job: Job) => (hasEnded(job) && job.state !== 'not-sent') || job.state === 'unknown';
export const nameOf = ({ plan }: Job) => plan.model_alias ?? plan.endpoint_id;

function driftOf(model: string | null, jobs: readonly Job[]): Drift {
  const estimates = known(jobs.map(({ plan }) => plan.estimate.expected));
  const bills = known(jobs.map(({ bill }) => bill?.micros ?? null));
  const verified = known(jobs.map((job) => job.verified?.micros ?? null));
  const costs = known(jobs.map(costOf));
  const compared = jobs.flatMap((job) => {
    const [estimate, cost] = [job.plan.estimate.expected, costOf(job)];
    if (job.state !== 'collected' || disputeOf(job) !== null) return [];
    return estimate !== null && cost !== null ? [{ estimate, cost }] : [];
  });
  const differences = jobs.flatMap(({ bill, verified: found }) =>
    bill?.micros == null || found === null || bill.micros === found.micros
      ? []
      : [found.micros - bill.micros],
  );
  const asked = sumOfKnown(compared.map(({ estimate }) => estimate));
  const paid = sumOfKnown(compared.map(({ cost }) => cost));
  return {
    model,
    jobs: jobs.length,
    estimated: sumOfKnown(estimates),
    billed: sumOfKnown(bills),
    verified: sumOfKnown(verified),
    cost: sumOfKnown(costs),
    estimate_unknown: jobs.length - estimates.length,
    bill_unknown: jobs.length - bills.length,
    verified_unknown: jobs.length - verified.length,
    cost_unknown: jobs.length - costs.length,
    disputed: jobs.filter((job) => disputeOf(job) !== null).length,
    compared: compared.length,
    drift: paid - asked,
    drift_ratio: ratio(paid, asked),
    disagreeing: differences.length,
    disagreement: sumOfKnown(differences),
  };
}

const known = (amounts: readonly (Micros | null)[]) => amounts.filter((amount) => amount !== null);
