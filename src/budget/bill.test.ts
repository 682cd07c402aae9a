import { describe, expect, it } from 'vitest';
import { billFromUnits } from './bill.ts';

const price = { endpoint_id: 'a/b', unit: 'seconds', unit_price: 0.14, currency: 'USD' };

describe('a bill', () => {
  it('is the billable units times the unit price of fal', () => {
    expect(billFromUnits('4', price)).toMatchObject({
      micros: 560_000,
      method: 'billable-units',
      unit_price: 0.14,
    });
    expect(billFromUnits('0', price).micros).toBe(0);
  });

  it.each([
    ['an absent header', null],
    ['a blank header', '  '],
    ['NaN', 'NaN'],
    ['a negative number', '-3'],
    ['infinity', 'Infinity'],
    ['words', 'four'],
  ])('is unknown with a reason, not zero, for %s', (_, units) => {
    const bill = billFromUnits(units, price);
    expect(bill).toMatchObject({ micros: null, method: 'unknown' });
    expect(bill.reason).not.toBeNull();
  });

  it('is unknown without a unit price, in another currency, or at a senseless price', () => {
    expect(billFromUnits('4', null).micros).toBeNull();
    expect(billFromUnits('4', { ...price, currency: 'EUR' }).reason).toContain('EUR');
    expect(billFromUnits('4', { ...price, unit_price: Number.NaN }).micros).toBeNull();
  });

  it('keeps the units as they came even when it is unknown', () => {
    expect(billFromUnits('4', null).billable_units).toBe('4');
  });
});
