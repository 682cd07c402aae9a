import type { FaultCall, FaultKind, FaultPlan, FaultRule } from './fault-plan.ts';
import { roll } from '../random.ts';

/** A rule with what it has done so far. */
export interface ArmedRule {
  rule: FaultRule;
  /** Makes the chance of each rule its own. */
  salt: number;
  seen: number;
  struck: number;
}

/** A call, or the end of a job, at which something may go wrong. */
export interface Occasion {
  call: FaultCall;
  moment: 'call' | 'end-of-job';
  /** What `match` looks into; only built when a rule asks. */
  text: () => string;
  /** The state of the request that is asked about, where there is one. */
  state?: 'queued' | 'running' | 'ended' | undefined;
}

export class Faults {
  readonly #seed: number;
  #plan: ArmedRule[] = [];

  constructor(seed: number, plan: FaultPlan) {
    this.#seed = seed;
    this.setPlan(plan);
  }

  /** Replaces the plan; counts begin again. */
  setPlan(plan: FaultPlan): void {
    this.#plan = arm(plan.rules);
  }

  /** The rule that strikes now, if one does: a request's own rules come before the plan. */
  strike(occasion: Occasion, own: readonly ArmedRule[] = []): FaultRule | null {
    return [...own, ...this.#plan].find((armed) => this.#strikes(armed, occasion))?.rule ?? null;
  }

  #strikes(armed: ArmedRule, occasion: Occasion): boolean {
    const { rule } = armed;
    if (!concerns(rule, occasion)) return false;
    armed.seen += 1;
    if (rule.nth !== undefined && armed.seen !== rule.nth) return false;
    if (rule.times !== undefined && armed.struck >= rule.times) return false;
    if (rule.chance !== undefined && roll(this.#seed, armed.salt, armed.seen) >= rule.chance) return false;
    armed.struck += 1;
    return true;
  }
}

export function arm(rules: readonly FaultRule[]): ArmedRule[] {
  return rules.map((rule, salt) => ({ rule, salt, seen: 0, struck: 0 }));
}

function concerns(rule: FaultRule, { call, moment, text, state }: Occasion): boolean {
  if (endsJob(rule)) {
    if (moment === 'call') return false;
  } else if (moment === 'end-of-job' || rule.call !== call) {
    return false;
  }
  if (rule.kind === 'back-to-queue' && state !== 'running') return false;
  if (rule.kind === 'queue-silence' && state !== 'queued') return false;
  if (ONLY_ANSWERED.has(rule.kind) && call === 'result' && state !== 'ended') return false;
  return rule.match === undefined || text().includes(rule.match);
}

// Meaningless before there is a result to lose or to strip.
const ONLY_ANSWERED: ReadonlySet<FaultKind> = new Set(['expired-result', 'missing-headers']);

const ENDS: ReadonlySet<FaultKind> = new Set([
  'completed-with-error',
  'bare-500',
  'retryable-500',
  'side-files',
]);

/**
 * Errors of the model are decided once, when the job ends: status, result and bill must tell one story.
 * A 422 asked for on a result is such an end; on a submit it is an answer of the gateway.
 */
function endsJob(rule: FaultRule): boolean {
  if (ENDS.has(rule.kind)) return true;
  return rule.kind.startsWith('422') && ['status', 'stream', 'result'].includes(rule.call);
}
