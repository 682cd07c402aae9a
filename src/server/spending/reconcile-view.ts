import { callOf, type NextStep, stepOf } from '../../next-step.ts';
import { z } from 'zod';
import type { Drift } from '../../jobs/reconcile/drift.ts';
import type { Reconciled } from '../../jobs/jobs.ts';
import { formatUsd, usdFromMicros } from '../../util/money.ts';
import { safeText } from '../../util/safe-text.ts';
import { nextStepSchema } from '../answer/next-step.ts';
import { howToSettle, settledByUser } from '../answer/views.ts';

const driftSchema = z.object({
  model: z.string().nullable().describe('null: all models'),
  jobs: z.number(),
  estimated_usd: z.number(),
  billed_usd: z.number(),
  verified_usd: z.number(),
  cost_usd: z.number().describe('Each job by its verified cost, else its bill; disputed: the dearer figure'),
  estimate_unknown: z.number(),
  bill_unknown: z.number(),
  verified_unknown: z.number(),
  cost_unknown: z.number(),
  disputed: z.number().describe('Bills over 3 x, or under a third of, their quote'),
  compared: z
    .number()
    .describe('Collected jobs with a known, undisputed cost and an estimate: drift is theirs'),
  drift_usd: z.number(),
  drift_ratio: z.number().nullable().describe('cost / estimate'),
  disagreeing: z.number().describe('Jobs whose verified cost is not their bill'),
  disagreement_usd: z.number(),
});

const countedSchema = z.object({ count: z.number(), job_ids: z.array(z.string()) });

/** A reconciliation as agents and scripts see it. */
export const reconciledSchema = z.object({
  summary: z.string(),
  found: countedSchema.describe('Were unknown, and stand in the history of fal'),
  ended: countedSchema,
  rescued: countedSchema.describe('Had counted as expired or failed, and was read after all'),
  settled: countedSchema.describe('Bills that became known'),
  verification: z.object({
    state: z.enum(['done', 'nothing-to-verify', 'not-permitted', 'failed', 'out-of-time']),
    verified: countedSchema,
    not_shown: z.number().describe('Not charged, or not yet in the billing events'),
    reason: z.string().nullable(),
  }),
  still_unknown: countedSchema,
  still_running: countedSchema,
  bill_unknown: countedSchema,
  disputed: countedSchema.describe('Bills too far from their quotes: billing events or the user settle them'),
  problems: z.array(z.object({ code: z.string(), message: z.string() })),
  complete: z.boolean(),
  drift: z.object({ total: driftSchema, models: z.array(driftSchema) }),
  simulated: z.boolean(),
  next: nextStepSchema,
});
export type ReconciledView = z.output<typeof reconciledSchema>;
export type DriftView = z.output<typeof driftSchema>;

export function reconciledView(reconciled: Reconciled, simulated: boolean): ReconciledView {
  const { verification, problems, complete, drift } = reconciled;
  return {
    summary: summaryOf(reconciled),
    found: counted(reconciled.found),
    ended: counted(reconciled.ended),
    rescued: counted(reconciled.rescued),
    settled: counted(reconciled.settled),
    verification: {
      ...verification,
      verified: counted(verification.verified),
      reason: verification.reason === null ? null : safeText(verification.reason, 500),
    },
    still_unknown: counted(reconciled.still_unknown),
    still_running: counted(reconciled.still_running),
    bill_unknown: counted(reconciled.bill_unknown),
    disputed: counted(reconciled.disputed),
    problems: problems.map(({ code, message }) => ({ code, message: safeText(message, 500) })),
    complete,
    drift: { total: driftView(drift.total), models: drift.models.map(driftView) },
    simulated,
    next: nextOf(reconciled, simulated),
  };
}

/** Ids enough to go on with; the count says how many there are. */
const MOST_IDS = 20;
const counted = (ids: readonly string[]) => ({ count: ids.length, job_ids: ids.slice(0, MOST_IDS) });

function driftView({ estimated, billed, verified, cost, drift, disagreement, ...rest }: Drift): DriftView {
  return {
    ...rest,
    estimated_usd: usdFromMicros(estimated),
    billed_usd: usdFromMicros(billed),
    verified_usd: usdFromMicros(verified),
    cost_usd: usdFromMicros(cost),
    drift_usd: usdFromMicros(drift),
    disagreement_usd: usdFromMicros(disagreement),
  };
}

function summaryOf({ drift: { total }, verification }: Reconciled): string {
  const unknown = total.cost_unknown === 0 ? '' : `; of ${total.cost_unknown} the cost is not known`;
  const disputed = total.disputed === 0 ? '' : `; disputed bills: ${total.disputed}`;
  const ratio = total.drift_ratio === null ? '' : ` (${total.drift_ratio} x the estimate)`;
  return (
    `Jobs: ${total.jobs}, cost ${formatUsd(total.cost)}${unknown}${disputed}. ` +
    `Drift of ${total.compared} collected: ${formatUsd(total.drift)}${ratio}. ` +
    `Verified: ${total.jobs - total.verified_unknown}${VERIFICATIONS[verification.state]}.`
  );
}

const VERIFICATIONS: Record<ReconciledView['verification']['state'], string> = {
  done: '',
  'nothing-to-verify': '',
  'not-permitted': ' (this key may not read billing events; an admin key may)',
  failed: ' (the billing events could not be read)',
  'out-of-time': ' (no time was left to read more)',
};

function nextOf(reconciled: Reconciled, simulated: boolean): NextStep {
  const { complete, still_unknown, still_running, bill_unknown, disputed, problems, drift } = reconciled;
  if (!complete) return callOf('reconcile_costs', {}, 'goes on: the time was over before all was asked.');
  if (still_running.length > 0)
    return callOf(
      'get_job',
      { job_ids: still_running.slice(0, 10), wait_seconds: 45 },
      'waits for what still runs.',
    );
  const [unknown] = still_unknown;
  if (unknown !== undefined) {
    return callOf(
      'get_job',
      { job_id: unknown, wait_seconds: 5 },
      `looks for it once more, in some minutes: the history of fal lags. ${settledByUser(unknown, simulated)}`,
    );
  }
  if (bill_unknown.length > 0 && drift.total.cost_unknown > 0) {
    return stepOf(
      'Some bills stay unknown: fal gave no units for them. An admin key can read what they cost, or fal.ai/dashboard/billing shows it.',
    );
  }
  const [contested] = disputed;
  if (contested !== undefined)
    return stepOf(`Disputed bills count at the dearer figure. ${howToSettle(contested, simulated)}`);
  return callOf(
    'read_ledger',
    {},
    problems.some(({ code }) => code.startsWith('BILLED_'))
      ? 'shows each run. No bill is open, but models cost otherwise than quoted: see problems.'
      : 'shows each run. Nothing is open.',
  );
}
