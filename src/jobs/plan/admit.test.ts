import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../project/config.ts';
import type { ReservationAccount } from '../../store/reservations.ts';
import { type Spent, standingOf } from './admit.ts';
import type { PlannedStep } from './plan-step.ts';

const config = parseConfig({ max_experiment_usd: 1 });
const now = new Date('2026-11-21T12:00:00Z');

function stepOf(key: string, reserved: number): PlannedStep {
  const estimate = { low: reserved, expected: reserved, high: reserved, rule: 'a rule' };
  const plan = { idempotency_key: key, endpoint_id: 'x', model_alias: null, estimate };
  return { plan, reserved } as PlannedStep;
}

/** An experiment that has reserved `parts` for jobs that have not begun. */
function accountOf(parts: Record<string, number>): ReservationAccount {
  const held = new Map(Object.entries(parts));
  return {
    experiment: 'walk',
    batch: 'walk',
    agreed: new Map(held),
    holds: new Set(['hold_1']),
    quotes: new Set(),
    open: { hold_id: 'hold_1', parts: held },
  };
}

const account = accountOf({ a: 600_000, b: 300_000 });
const spent: Spent = { commitments: [], held: [account], account };
const standing = (key: string, reserved: number, replaces?: boolean) =>
  standingOf([stepOf(key, reserved)], { experiment: 'walk' }, spent, config, now, replaces);

describe('a step of an experiment that has reserved', () => {
  it('draws on its own part, and asks nobody', () => {
    expect(standing('a', 600_000)).toMatchObject({ asked: [], needs_quote: false, refusal: null });
  });

  it('does not draw on what is reserved for others, though it became dearer', () => {
    expect(standing('a', 700_000).refusal).toBeNull();
    expect(standing('a', 700_001).refusal?.message).toContain(
      '$0.70 of the $1.00 for one experiment is left',
    );
  });

  it('that it does not know draws on none', () => {
    expect(standing('c', 100_000).refusal).toBeNull();
    expect(standing('c', 100_001).refusal?.message).toContain('$0.10 of the $1.00');
  });

  it('counts alone where the steps are all of the experiment', () => {
    expect(standing('c', 1_000_000, true).refusal).toBeNull();
  });
});
