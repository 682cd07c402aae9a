import { describe, expect, it } from 'vitest';
import { commitmentsOfReservations } from './reservations.ts';
import { type ReservationAccount, foldReservation, type ReservationEvent, drawOn } from './reservations.ts';
import type { JobPlan } from './job.ts';

const now = new Date('2026-11-21T12:00:00Z');
const held = (hold_id: string, amounts: Record<string, number>, more = {}): ReservationEvent => ({
  type: 'held',
  experiment: 'walk',
  hold_id,
  batch: '2026-11-21-120000-walk',
  quote_id: null,
  parts: Object.entries(amounts).map(([key, reserved_micros]) => ({ key, reserved_micros })),
  ...more,
});
const plan = (idempotency_key: string) => ({ experiment: 'walk', idempotency_key }) as JobPlan;
function folded(...events: ReservationEvent[]): Map<string, ReservationAccount> {
  const money = new Map<string, ReservationAccount>();
  for (const event of events) foldReservation(money, event);
  return money;
}
const committed = (money: Map<string, ReservationAccount>) =>
  commitmentsOfReservations(money.values(), now).reduce((sum, { reserved }) => sum + reserved, 0);

describe('what an experiment holds', () => {
  it('counts today until its jobs take it over, part by part', () => {
    const money = folded(held('h1', { 'walk/a': 300, 'walk/b': 200 }));
    expect(commitmentsOfReservations(money.values(), now)).toEqual([
      { at: now.toISOString(), experiment: 'walk', reserved: 500, billed: null },
    ]);
    drawOn(money, plan('walk/a'));
    expect(committed(money)).toBe(200);
    drawOn(money, plan('walk/b'));
    expect(committed(money)).toBe(0);
  });

  it('is given back by its release, and by no other', () => {
    const hold = held('h1', { 'walk/a': 300 });
    expect(committed(folded(hold, { type: 'hold-released', experiment: 'walk', hold_id: 'h0' }))).toBe(300);
    expect(committed(folded(hold, { type: 'hold-released', experiment: 'walk', hold_id: 'h1' }))).toBe(0);
  });

  it('of a dead run is replaced by the next one', () => {
    expect(
      committed(folded(held('h1', { 'walk/a': 300, 'walk/b': 200 }), held('h2', { 'walk/b': 200 }))),
    ).toBe(200);
  });

  it('is held once, though its line stands there twice, as where journals were merged', () => {
    const hold = held('h1', { 'walk/a': 300, 'walk/b': 200 });
    const released: ReservationEvent = { type: 'hold-released', experiment: 'walk', hold_id: 'h1' };
    const money = folded(hold);
    drawOn(money, plan('walk/a'));
    foldReservation(money, hold);
    expect(committed(money)).toBe(200);
    expect(committed(folded(hold, released, hold))).toBe(0);
    expect(committed(folded(hold, held('h2', { 'walk/b': 200 }), hold))).toBe(200);
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
