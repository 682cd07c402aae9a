import { describe, expect, it } from 'vitest';
import { type Bill, billFromUnits, noCharge, unknownBill } from '../budget/bill.ts';
import { loadModels } from '../models/index.ts';
import { billNote } from './bill-note.ts';
import { costOf, isAboveQuote, isBelowQuote } from './cost-of.ts';
import { disputeOf } from './dispute.ts';
import type { Job } from './job.ts';

const usd = (dollars: number) => Math.round(dollars * 1e6);
/** Fal bills one dollar a unit. */
const billed = (units: string): Bill =>
  billFromUnits(units, { endpoint_id: 'a/b', unit: 'units', unit_price: 1, currency: 'USD' });

interface Money {
  bill?: Bill | null;
  low?: number | null;
  expected?: number | null;
  high?: number | null;
}

/** A collected job, quoted at $0.30 to $0.60. */
function job({ bill = null, low = 0.3, expected = 0.4, high = 0.6 }: Money, more: Partial<Job> = {}): Job {
  const micros = (amount: number | null) => (amount === null ? null : usd(amount));
  const estimate = { low: micros(low), expected: micros(expected), high: micros(high) };
  const money = { reserved_micros: usd(0.7), verified: null, told_micros: null };
  return { state: 'collected', plan: { estimate }, bill, ...money, ...more } as Job;
}

describe('a bill', () => {
  it.each([
    ['1.8', null],
    ['1.800001', { billed: 1_800_001, counted: 1_800_001 }],
    ['0.1', null],
    ['0.099999', { billed: 99_999, counted: 600_000 }],
    ['0', { billed: 0, counted: 600_000 }],
  ])('of %s x $1 for a quote of $0.30 to $0.60 is disputed: %j', (units, dispute) => {
    const one = job({ bill: billed(units) });
    if (dispute === null) expect(disputeOf(one)).toBeNull();
    else expect(disputeOf(one)).toMatchObject(dispute);
    expect(costOf(one)).toBe(dispute?.counted ?? one.bill?.micros);
  });

  it('of Ray 3.2, five units at the unit price that was read, is disputed and counts at the dearer', () => {
    const ray = 'luma/agent/ray/v3.2/image-to-video';
    const estimate = loadModels().price(ray, { prompt: 'x', resolution: '540p', duration: '5s' });
    expect(estimate.high).toBe(usd(0.15));
    const price = { endpoint_id: ray, unit: 'seconds', unit_price: 0.5, currency: 'USD' };
    const clip = job({ bill: billFromUnits('5', price), low: 0.15, expected: 0.15, high: 0.15 });
    expect(disputeOf(clip)).toEqual({
      billed: usd(2.5),
      low: usd(0.15),
      high: usd(0.15),
      counted: usd(2.5),
    });
    expect(billNote(clip)).toBe('billed $2.50, 16.7 x the estimate of $0.15: disputed, and counted at $2.50');
  });

  it.each(['failed', 'cancelled', 'expired'] as const)(
    'of nothing is not disputed for a job that %s; a dear one is',
    (state) => {
      expect(disputeOf(job({ bill: billed('0') }, { state }))).toBeNull();
      expect(disputeOf(job({ bill: billed('5') }, { state }))).not.toBeNull();
    },
  );

  it('that is booked before the end counts at the dearer, since nobody knows yet what came of it', () => {
    expect(costOf(job({ bill: billed('0') }, { state: 'completed' }))).toBe(usd(0.6));
  });

  it('is never disputed without a quote, without units, or where fal cannot have charged', () => {
    expect(disputeOf(job({ bill: billed('99'), low: null, expected: null, high: null }))).toBeNull();
    expect(disputeOf(job({ bill: unknownBill('no header') }))).toBeNull();
    expect(disputeOf(job({ bill: noCharge('fal-error-not-billed') }))).toBeNull();
    expect(disputeOf(job({}))).toBeNull();
  });

  it('is settled by the billing events, or by the word of the user, the former standing above', () => {
    const told = { told_micros: usd(0.15) };
    const verified = { verified: { micros: usd(0.2), source: 'cost_total' as const } };
    const far = { bill: billed('5') };
    expect(disputeOf(job(far, told))).toBeNull();
    expect(costOf(job(far, told))).toBe(usd(0.15));
    expect(disputeOf(job(far, verified))).toBeNull();
    expect(costOf(job(far, { ...told, ...verified }))).toBe(usd(0.2));
  });
});

describe('beside a bill', () => {
  it.each([
    ['that is as quoted', job({ bill: billed('0.6') }), null],
    ['that is above by rounding', job({ bill: billed('0.6005') }), null],
    ['that is below', job({ bill: billed('0.2') }), null],
    ['that is above', job({ bill: billed('0.7') }), 'billed $0.70, 1.75 x the estimate of $0.40'],
    [
      'that is far above',
      job({ bill: billed('0.504167'), low: 0.04, expected: 0.04, high: 0.04 }),
      'billed $0.504167, 12.6 x the estimate of $0.04: disputed, and counted at $0.504167',
    ],
    [
      'that is far below',
      job({ bill: billed('0.05') }),
      'billed $0.05, 0.125 x the estimate of $0.40 (quoted $0.30 to $0.60): disputed, and counted at $0.60',
    ],
    [
      'that is above what was reserved for an unknown price',
      job({ bill: billed('5'), low: null, expected: null, high: null }),
      'billed $5.00, for which $0.70 were reserved',
    ],
    ['that is not known', job({ bill: unknownBill('no header') }), 'no header'],
    [
      'that the user corrected',
      job({ bill: billed('5') }, { told_micros: usd(0.4) }),
      '$0.40 by the word of the user, where fal billed $5.00',
    ],
    [
      'that fal charged otherwise',
      job({ bill: billed('0.4') }, { verified: { micros: usd(0.8), source: 'cost_total' } }),
      'cost $0.80, 2 x the estimate of $0.40',
    ],
  ])('%s stands what has to be said', (_, one, note) => {
    expect(billNote(one)).toBe(note);
  });

  it('a tenth of a percent is rounding, more is above or below', () => {
    expect(isAboveQuote(job({ bill: billed('0.601') }))).toBe(true);
    expect(isBelowQuote(job({ bill: billed('0.2999') }))).toBe(false);
    expect(isBelowQuote(job({ bill: billed('0.29') }))).toBe(true);
    expect(isBelowQuote(job({ bill: billed('0.29') }, { state: 'failed' }))).toBe(false);
  });
});
