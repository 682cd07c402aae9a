import { describe, expect, it } from 'vitest';
import { parseFaultPlan, parseSimulateHeader, type FaultRule } from './fault-plan.ts';
import { arm, Faults, type Occasion } from './faults.ts';

const at = (occasion: Partial<Occasion> = {}): Occasion => ({
  call: 'submit',
  moment: 'call',
  text: () => 'a prompt about cats',
  ...occasion,
});
const plan = (...rules: FaultRule[]) => new Faults(1, { rules });
const strikes = (faults: Faults, times: number, occasion = at()) =>
  Array.from({ length: times }, () => faults.strike(occasion) !== null);

describe('choosing a fault', () => {
  it('strikes every matching call, and no other', () => {
    const faults = plan({ call: 'submit', kind: '500' });
    expect(faults.strike(at())).toMatchObject({ kind: '500' });
    expect(faults.strike(at({ call: 'status' }))).toBeNull();
  });

  it('strikes only the nth, or only so many times', () => {
    expect(strikes(plan({ call: 'submit', kind: '500', nth: 2 }), 3)).toEqual([false, true, false]);
    expect(strikes(plan({ call: 'submit', kind: '500', times: 2 }), 3)).toEqual([true, true, false]);
  });

  it('strikes by chance in about that share, the same way for the same seed', () => {
    const rule: FaultRule = { call: 'submit', kind: '500', chance: 0.3 };
    const first = strikes(new Faults(7, { rules: [rule] }), 1000);
    expect(strikes(new Faults(7, { rules: [rule] }), 1000)).toEqual(first);
    expect(strikes(new Faults(8, { rules: [rule] }), 1000)).not.toEqual(first);
    const share = first.filter(Boolean).length;
    expect(share).toBeGreaterThan(250);
    expect(share).toBeLessThan(350);
  });

  it('never strikes at chance 0 and always at 1', () => {
    expect(strikes(plan({ call: 'submit', kind: '500', chance: 0 }), 50)).not.toContain(true);
    expect(strikes(plan({ call: 'submit', kind: '500', chance: 1 }), 50)).not.toContain(false);
  });

  it('looks for the text of match', () => {
    const faults = plan({ call: 'submit', kind: '500', match: 'cats' });
    expect(faults.strike(at())).not.toBeNull();
    expect(faults.strike(at({ text: () => 'dogs' }))).toBeNull();
  });

  it("takes a request's own rules before the plan", () => {
    const faults = plan({ call: 'submit', kind: '500' });
    expect(faults.strike(at(), arm([{ call: 'submit', kind: '429' }]))).toMatchObject({ kind: '429' });
  });

  it('keeps errors of the model for the end of the job', () => {
    const faults = plan(
      { call: 'result', kind: '422-list' },
      { call: 'submit', kind: 'completed-with-error' },
    );
    expect(faults.strike(at())).toBeNull();
    expect(faults.strike(at({ call: 'result', state: 'ended' }))).toBeNull();
    const end = at({ call: 'result', moment: 'end-of-job' });
    expect(faults.strike(end)).toMatchObject({ kind: '422-list' });
  });

  it('puts only running jobs back into the queue', () => {
    const faults = plan({ call: 'status', kind: 'back-to-queue', times: 1 });
    expect(faults.strike(at({ call: 'status', state: 'queued' }))).toBeNull();
    expect(faults.strike(at({ call: 'status', state: 'running' }))).not.toBeNull();
  });

  it('begins to count again with a new plan', () => {
    const rules: FaultRule[] = [{ call: 'submit', kind: '500', times: 1 }];
    const faults = new Faults(1, { rules });
    faults.strike(at());
    expect(faults.strike(at())).toBeNull();
    faults.setPlan({ rules });
    expect(faults.strike(at())).not.toBeNull();
  });
});

describe('reading a plan', () => {
  it('says which rule is wrong and what there is', () => {
    const rules = [{ call: 'submit', kind: 'explode' }];
    expect(() => parseFaultPlan({ rules })).toThrow(
      expect.objectContaining({
        code: 'INVALID_FAULT_PLAN',
        message: expect.stringContaining('rules[0].kind'),
      }),
    );
    expect(() => parseFaultPlan(null)).toThrow('cannot read these faults');
  });

  it('reads a header as one rule or many, about this call unless it says otherwise', () => {
    expect(parseSimulateHeader('{"kind":"500"}', 'status')).toEqual([{ call: 'status', kind: '500' }]);
    expect(parseSimulateHeader('[{"call":"result","kind":"504","times":2}]', 'submit')).toEqual([
      { call: 'result', kind: '504', times: 2 },
    ]);
    expect(() => parseSimulateHeader('no', 'submit')).toThrow(
      expect.objectContaining({ code: 'INVALID_FAULT_PLAN' }),
    );
  });
});
