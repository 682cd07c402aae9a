import { describe, expect, it } from 'vitest';
import { claimsOfHolds } from './claims.ts';
import { type ExperimentMoney, foldHold, type HoldEvent, isHeld, takeOver } from './hold.ts';
import type { JobPlan } from '../types.ts';

const now = new Date('2026-11-21T12:00:00Z');
const held = (hold_id: string, amounts: Record<string, number>, more = {}): HoldEvent => ({
  type: 'held',
  experiment: 'walk',
  hold_id,
  batch: '2026-11-21-120000-walk',
  quote_id: null,
  parts: Object.entries(amounts).map(([key, reserved_micros]) => ({ key, reserved_micros })),
  ...more,
});
const plan = (idempotency_key: string) => ({ experiment: 'walk', idempotency_key }) as JobPlan;
function folded(...events: HoldEvent[]): Map<string, ExperimentMoney> {
  const money = new Map<string, ExperimentMoney>();
  for (const event of events) foldHold(money, event);
  return money;
}
const claimed = (money: Map<string, ExperimentMoney>) =>
  claimsOfHolds(money.values(), now).reduce((sum, { reserved }) => sum + reserved, 0);

describe('what an experiment holds', () => {
  it('counts today until its jobs take it over, part by part', () => {
    const money = folded(held('h1', { 'walk/a': 300, 'walk/b': 200 }));
    expect(claimsOfHolds(money.values(), now)).toEqual([
      { at: now.toISOString(), experiment: 'walk', reserved: 500, billed: null },
    ]);
    takeOver(money, plan('walk/a'));
    expect(claimed(money)).toBe(200);
    takeOver(money, plan('walk/b'));
    expect(claimed(money)).toBe(0);
  });

  it('is given back by its release, and by no other', () => {
    const hold = held('h1', { 'walk/a': 300 });
    expect(claimed(folded(hold, { type: 'hold-released', experiment: 'walk', hold_id: 'h0' }))).toBe(300);
    expect(claimed(folded(hold, { type: 'hold-released', experiment: 'walk', hold_id: 'h1' }))).toBe(0);
  });

  it('of a dead run is replaced by the next one', () => {
    expect(claimed(folded(held('h1', { 'walk/a': 300, 'walk/b': 200 }), held('h2', { 'walk/b': 200 })))).toBe(
      200,
    );
  });

  it('covers a job at the price that was held, and none that is dearer or another', () => {
    const money = folded(held('h1', { 'walk/a': 300 }));
    expect(isHeld(money, plan('walk/a'), 300)).toBe(true);
    expect(isHeld(money, plan('walk/a'), 301)).toBe(false);
    expect(isHeld(money, plan('walk/b'), 1)).toBe(false);
  });

  it('keeps its folder, its quotes and what was agreed to over all its runs', () => {
    const money = folded(
      held('h1', { 'walk/a': 300 }, { quote_id: 'q_1' }),
      held('h2', { 'walk/b': 200 }, { batch: 'another', quote_id: 'q_2' }),
    ).get('walk');
    expect(money?.batch).toBe('2026-11-21-120000-walk');
    expect(money?.quotes).toEqual(new Set(['q_1', 'q_2']));
    expect(money?.agreed).toEqual(
      new Map([
        ['walk/a', 300],
        ['walk/b', 200],
      ]),
    );
  });
});
