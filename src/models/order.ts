import type { Micros } from '../util/money.ts';
import type { ModelSummary } from './types.ts';

export const ORDERS = ['price', 'newest'] as const;
export type Order = (typeof ORDERS)[number];

type Ordered = Pick<ModelSummary, 'alias' | 'endpoint_id' | 'added'> & { price_micros: Micros | null };

/** Cheapest first, or newest first. An unknown price comes after all known ones. */
export function inOrder<Model extends Ordered>(models: readonly Model[], order: Order): Model[] {
  return models.toSorted(order === 'price' ? byPrice : byAge);
}

function byPrice(a: Ordered, b: Ordered): number {
  const [left, right] = [a.price_micros ?? Infinity, b.price_micros ?? Infinity];
  return left === right ? byName(a, b) : left - right;
}

/** By the day on which fal put it up; those whose day nobody knows come after, the higher version first. */
function byAge(a: Ordered, b: Ordered): number {
  return (
    (b.added ?? '').localeCompare(a.added ?? '') ||
    versionOf(nameOf(b)) - versionOf(nameOf(a)) ||
    byPrice(a, b)
  );
}

/** Those with a preset first. */
const byName = (a: Ordered, b: Ordered) =>
  Number(a.alias === null) - Number(b.alias === null) || (nameOf(a) < nameOf(b) ? -1 : 1);

const nameOf = ({ alias, endpoint_id }: Pick<Ordered, 'alias' | 'endpoint_id'>) => alias ?? endpoint_id;

/** 2.6 of `kling-v2.6-pro`, 3 of `kling-o3-4k`; 0 where a name has none. A size such as `14b` or `4k` is no version. */
export function versionOf(name: string): number {
  const found = /(?:^|[^a-z0-9.]|[^a-z0-9][a-z]|[a-z]{2})(\d{1,2}(?:\.\d+)?)(?![0-9a-z])/.exec(name)?.[1];
  const version = Number(found ?? 0);
  // `wan-25` is 2.5, and there is no model of a tenth version yet.
  return version < 10 ? version : version / 10;
}
