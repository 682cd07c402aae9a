import type { UnitPrice } from '../fal/platform-types.ts';
import { formatUsd, type Micros, MOST_CHARGE, multiplyToMicros, readDecimal } from '../util/money.ts';
import { safeText } from '../util/safe-text.ts';

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
  const unknown = (reason: string) => unknownBill(reason, billableUnits);
  if (billableUnits === null || billableUnits.trim() === '') {
    return unknown('fal sent no x-fal-billable-units header');
  }
  const units = readDecimal(billableUnits.trim(), MOST_UNITS);
  if (units === null) {
    return unknown(
      `fal sent ${safeText(billableUnits, 40)} as billable units, not a plain number of at most ${MOST_UNITS}`,
    );
  }
  if (price === null) return unknown("fal's unit price could not be read");
  if (price.currency.toUpperCase() !== 'USD') {
    return unknown(`fal priced it in ${safeText(price.currency, 10)}, not USD`);
  }
  const unit_price = readDecimal(price.unit_price, MOST_USD_A_UNIT);
  if (unit_price === null) {
    return unknown(
      `fal sent ${safeText(String(price.unit_price), 40)} as its unit price, not an amount of at most $${MOST_USD_A_UNIT}`,
    );
  }
  const micros = multiplyToMicros(units, unit_price);
  if (micros > MOST_CHARGE) {
    return unknown(
      `${units} units x $${unit_price} come to ${formatUsd(micros)}, beyond the ${formatUsd(MOST_CHARGE)} that one request may cost`,
    );
  }
  return {
    micros,
    method: 'billable-units',
    billable_units: billableUnits,
    unit_price,
    unit: price.unit,
    reason: null,
  };
}

/** Far beyond what was seen: 108.9 units in one request, $8 for one unit (bills and pricing API, 2026). */
const MOST_UNITS = 1_000_000;
const MOST_USD_A_UNIT = 1_000;
