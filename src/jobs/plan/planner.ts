import type { Allowance, Refusal, Scope } from '../../budget/caps.ts';
import { issueQuote } from '../../budget/quote.ts';
import type { Media } from '../../media/types.ts';
import type { PriceEstimate, Role } from '../../models/types.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { Clock } from '../../util/clock.ts';
import type { Micros } from '../../util/money.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import { reservedBy, spentOf, standingOf, termsOf } from './admit.ts';
import { type PaidBefore, readPaidBefore } from './price-history.ts';
import { filesByRole, type JobRequest, refuseUnknownNames } from './job-request.ts';
import { planStep, type PlannedStep, type StepContext } from './plan-step.ts';
import type { ReadInput, ReadInputs } from './read-input.ts';

/** Steps and what they cost together: all that anybody has to see before it is paid. A single job is a plan of one. */
export interface Plan {
  scope: Scope;
  /** The jobs to begin, in order. */
  steps: PlannedStep[];
  /** What they take of the caps; `null` where that of one is not known. */
  reserved: Micros | null;
  quote: PlanQuote;
  /** Whether it runs only with the quote: its price is above what may be spent unasked. */
  needs_quote: boolean;
  /** Why it may not be begun even with the quote; `null` where every cap holds. */
  refusal: Refusal | null;
  /** What is left of the caps before it. */
  left: Allowance;
}

/** What a user is asked to agree to: the jobs that were never agreed to, at these prices. */
export interface PlanQuote {
  quote_id: string;
  expires_at: string;
  jobs: number;
  reserved: Micros | null;
  /** What it rests on, by model and rule. */
  prices: PlanPrice[];
}

/** Jobs of one model at one price: how many, and what they come to together. */
export interface PlanPrice extends PriceEstimate {
  model: string;
  jobs: number;
  /** What the caps count: more than the highest figure where such jobs did cost more, or none is known. */
  reserved: Micros | null;
}

export interface PlanContext extends StepContext {
  store: Pick<Store, 'get' | 'commitments' | 'account' | 'openAccounts' | 'paid' | 'disputed'>;
  /** Looks a model up at fal that nobody here knows. */
  ensureKnown(model: string): Promise<void>;
  blobs: Pick<Blobs, 'find'>;
  media: Media;
  clock: Clock;
}

/** Makes plans; sends nothing. For the questions of one call, however many: each file is read once, and so is the record. */
export interface Planner {
  /** One request as a step. Throws for what its model cannot do; asks fal at most what an unknown model is. */
  step(request: JobRequest): Promise<PlannedStep>;
  /** Steps as one plan: `whole`, where they are all of an experiment; without it, under the cap of the one that they name. */
  plan(steps: readonly PlannedStep[], whole?: Scope): Promise<Plan>;
  /** Throws for a file that no model could take: missing, cut short, of another kind. */
  read: ReadInputs;
}

export function createPlanner(
  context: PlanContext,
  readInput: ReadInputs,
  secret: () => Promise<Buffer>,
): Planner {
  const known = new Map<string, Promise<ReadInput>>();
  const paidKnown = new Map<string, Promise<PaidBefore>>();
  const paidBefore = (endpointId: string) => {
    const paid = paidKnown.get(endpointId) ?? readPaidBefore(endpointId, context.store);
    paidKnown.set(endpointId, paid);
    return paid;
  };
  const read: ReadInputs = (role, value, options) => {
    const key = JSON.stringify([role, value]);
    const reading = known.get(key) ?? readInput(role, value, options);
    known.set(key, reading);
    return reading;
  };
  return {
    read,
    async step(request) {
      refuseUnknownNames(request);
      await context.ensureKnown(request.model);
      const inputs: ReadInput[] = [];
      for (const [role, values] of Object.entries(filesByRole(request)) as [Role, readonly string[]][]) {
        for (const value of values) inputs.push(await read(role, value));
      }
      return await planStep(request, inputs, paidBefore, context, context.clock.now());
    },
    async plan(steps, whole) {
      const scope = whole ?? { experiment: steps[0]?.plan.experiment ?? null };
      const now = context.clock.now();
      const spent = await spentOf(context.store, scope, now);
      const standing = standingOf(steps, scope, spent, context.project.config, now, whole !== undefined);
      const { asked, needs_quote, refusal, left } = standing;
      return {
        scope,
        steps: [...steps],
        reserved: reservedBy(steps),
        quote: {
          ...issueQuote(termsOf(scope.experiment, asked), await secret(), now),
          jobs: asked.length,
          reserved: reservedBy(asked),
          prices: pricesOf(asked),
        },
        needs_quote,
        refusal,
        left,
      };
    },
  };
}

/** What the price of several jobs rests on. */
function pricesOf(steps: readonly PlannedStep[]): PlanPrice[] {
  const groups = new Map<string, { price: Omit<PlanPrice, 'jobs'>; jobs: number }>();
  for (const { plan, reserved } of steps) {
    const price = { ...plan.estimate, reserved, model: plan.model_alias ?? plan.endpoint_id };
    const key = canonicalJson(price);
    groups.set(key, { price, jobs: (groups.get(key)?.jobs ?? 0) + 1 });
  }
  return [...groups.values()].map(({ price, jobs }) => {
    const times = (one: Micros | null) => (one === null ? null : one * jobs);
    return {
      ...price,
      jobs,
      low: times(price.low),
      expected: times(price.expected),
      high: times(price.high),
      reserved: times(price.reserved),
    };
  });
}
