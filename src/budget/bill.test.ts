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

  // Headers of 2026-04 to 2026-10 (justintanner/apicity, recorded calls).
  it.each([
    ['4.0', 560_000],
    ['2', 280_000],
    ['38.8', 5_432_000],
    ['8.439999999999998', 1_181_600],
    ['5.0625', 708_750],
    ['0', 0],
  ])('reads the units %s as fal writes them', (units, micros) => {
    expect(billFromUnits(units, price).micros).toBe(micros);
  });

  it.each([null, '', '  '])('is unknown without the header: %j', (units) => {
    const reason = 'fal sent no x-fal-billable-units header';
    expect(billFromUnits(units, price)).toMatchObject({ micros: null, method: 'unknown', reason });
  });

  it.each([
    '99999999999999999999',
    '1000000.1',
    '0x10',
    '0b11',
    '1e308',
    '1e2',
    '1e-5',
    'NaN',
    'Infinity',
    '-3',
    '+3',
    '.5',
    '5.',
    '4, 4',
    '4 s',
    '1_000',
    '٤',
    'four',
  ])('is unknown, and names what fal sent, for the units %s', (units) => {
    const bill = billFromUnits(units, price);
    expect(bill).toMatchObject({ micros: null, method: 'unknown', billable_units: units });
    expect(bill.reason).toContain(units);
  });

  it.each([Number.NaN, -1, 1e308, 1000.01, Number.POSITIVE_INFINITY, '0x10'])(
    'is unknown, and names it, at the unit price %s',
    (unit_price) => {
      const bill = billFromUnits('4', { ...price, unit_price });
      expect(bill).toMatchObject({ micros: null, method: 'unknown' });
      expect(bill.reason).toContain(String(unit_price));
    },
  );

  it('is unknown where both are possible and their product is not', () => {
    const { micros, reason } = billFromUnits('999999', { ...price, unit_price: 999 });
    expect(micros).toBeNull();
    expect(reason).toContain('999999 units x $999 come to $998999001.00');
  });

  it('is unknown without a unit price, or in another currency', () => {
    expect(billFromUnits('4', null).reason).toBe("fal's unit price could not be read");
    expect(billFromUnits('4', { ...price, currency: 'EUR' }).reason).toContain('EUR');
  });

  it('keeps the units as they came even when it is unknown', () => {
    expect(billFromUnits('4', null).billable_units).toBe('4');
  });
});
