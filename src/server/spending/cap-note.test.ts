import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../project/config.ts';
import { microsFromUsd } from '../../util/money.ts';
import { capNote } from './cap-note.ts';

const config = parseConfig({});
const left = {
  job: microsFromUsd(3),
  experiment: null,
  day: microsFromUsd(2),
  spent_today: microsFromUsd(23),
};

describe('the note on caps', () => {
  it('is absent where the price fits', () => {
    expect(capNote(microsFromUsd(2), null, left, config)).toBeNull();
  });

  it('names the cap that would refuse, with both figures', () => {
    expect(capNote(microsFromUsd(3.5), null, left, config)).toContain(
      'up to $3.50, above the $3.00 for one job (max_job_usd)',
    );
    expect(capNote(microsFromUsd(2.5), null, left, config)).toContain(
      '$2.00 of the day is left (max_day_usd)',
    );
  });

  it('counts what such jobs really cost, where that is dearer', () => {
    const history = { jobs: 5, drift_ratio: 1.25, low: 0, high: microsFromUsd(2.5) };
    expect(capNote(microsFromUsd(2), history, left, config)).toContain('up to $2.50');
    expect(capNote(microsFromUsd(1), { ...history, high: 1 }, left, config)).toBeNull();
  });

  it('takes an unknown price for refused, or for the ceiling that the user has set', () => {
    expect(capNote(null, null, left, config)).toContain('unknown_price_ceiling_usd');
    expect(capNote(null, null, left, parseConfig({ unknown_price_ceiling_usd: 1 }))).toBeNull();
  });
});
