import type { UnitPrice } from '../fal/platform/types.ts';
import { type Micros, multiplyToMicros } from '../util/money.ts';

/** What was billed. `micros` is `null` with the reason while it is not known; never 0 for unknown. */
export interface Bill {
  micros: Micros | null;
  method: BillMethod;
  /** `x-fal-billable-units`, as fal sent it. */
  billable_units: string | null;
  unit_price: number | null;
  unit: string | null;
  reason: string | null;
}

export type BillMethod =
  'billable-units' | 'not-accepted' | 'removed-from-queue' | 'fal-error-not-billed' | 'unknown';

/** Nothing was billed, and why that is sure. */
export function noCharge(method: Exclude<BillMethod, 'billable-units' | 'unknown'>): Bill {
  return { micros: 0, method, billable_units: null, unit_price: null, unit: null, reason: null };
}

export function unknownBill(reason: string, billableUnits: string | null = null): Bill {
  return {
    micros: null,
    method: 'unknown',
    billable_units: billableUnits,
    unit_price: null,
    unit: null,
    reason,
  };
}

/**
 * Billable units × fal's unit price. The units are in the pricing API's base unit, so only that price may
 * be multiplied with them, never a price of the model's page (fal-platform facts, 2026-07: Kling 3 answers
 * 0.14 "seconds" for real rates of 0.084 to 0.196 and bills that many more units).
 */
export function billFromUnits(billableUnits: string | null, price: UnitPrice | null): Bill {
  if (billableUnits === null || billableUnits.trim() === '') {
    return unknownBill('fal sent no x-fal-billable-units header', billableUnits);
  }
  const units = Number(billableUnits);
  if (!Number.isFinite(units) || units < 0) {
    return unknownBill(`fal sent unreadable billable units: ${billableUnits.slice(0, 40)}`, billableUnits);
  }
  if (price === null) return unknownBill("fal's unit price could not be read", billableUnits);
  if (price.currency.toUpperCase() !== 'USD') {
    return unknownBill(`fal priced it in ${price.currency.slice(0, 10)}, not USD`, billableUnits);
  }
  if (!Number.isFinite(price.unit_price) || price.unit_price < 0) {
    return unknownBill('fal sent an unreadable unit price', billableUnits);
  }
  return {
    micros: multiplyToMicros(units, price.unit_price),
    method: 'billable-units',
    billable_units: billableUnits,
    unit_price: price.unit_price,
    unit: price.unit,
    reason: null,
  };
}
