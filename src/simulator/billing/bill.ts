import type { SimulatedModel } from '../model-types.ts';
import { type BilledCall, NoPrice } from './call.ts';
import { charge } from './charge.ts';
import { listed, SIMULATED } from './price-list.ts';
import type { PriceTag } from '../model-types.ts';

/** What the Platform API says of its price. */
export const priceTag = ({ endpoint_id, price }: SimulatedModel): PriceTag =>
  price ?? listed(endpoint_id)?.tag ?? SIMULATED;

/** How many units of its price tag a run is billed: what it costs, divided by the unit that hides how it comes about. */
export function billableUnits(model: SimulatedModel, call: BilledCall): number {
  const { unit_price } = priceTag(model);
  const usd = model.price === undefined ? usdOf(model, call) : call.asked * unit_price;
  return Number(((usd * (model.strays ?? 1)) / unit_price).toFixed(DIGITS));
}

/** fal's own units have as many (8.439999999999998 of Grok). */
const DIGITS = 9;

function usdOf({ endpoint_id, fields }: SimulatedModel, call: BilledCall): number {
  const standard = Object.fromEntries(Object.entries(fields).map(([name, rule]) => [name, rule.default]));
  const row = listed(endpoint_id);
  if (row === undefined) return SIMULATED.unit_price;
  try {
    return charge(row.rule, { standard, ...call });
  } catch (error) {
    if (error instanceof NoPrice) return SIMULATED.unit_price;
    throw error;
  }
}
