import type { PriceEstimate } from '../../models/types.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { Micros } from '../../util/money.ts';
import type { Planned } from './prepare.ts';

/** Jobs of one model at one price: how many, and what they come to together. */
export interface PlanPrice extends PriceEstimate {
  model: string;
  jobs: number;
}

/** What the price of several jobs rests on. */
export function planPrices(planned: readonly Pick<Planned, 'plan'>[]): PlanPrice[] {
  const each = planned.map(({ plan: { model_alias, endpoint_id, estimate } }) => ({
    ...estimate,
    model: model_alias ?? endpoint_id,
  }));
  const groups = new Map<string, { price: (typeof each)[number]; jobs: number }>();
  for (const price of each) {
    const key = canonicalJson(price);
    groups.set(key, { price, jobs: (groups.get(key)?.jobs ?? 0) + 1 });
  }
  return [...groups.values()].map(({ price, jobs }) => {
    const times = (one: Micros | null) => (one === null ? null : one * jobs);
    return {
      ...price,
      jobs,
      low: times(price.low),
      expected: times(price.expected),
      high: times(price.high),
    };
  });
}
