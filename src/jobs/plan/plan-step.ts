import { inputError } from '../../errors.ts';
import type { Models, PriceEstimate, Role } from '../../models/types.ts';
import type { Project } from '../../project/index.ts';
import { folderStamp } from '../../util/clock.ts';
import { slugify } from '../../util/ids.ts';
import type { Micros } from '../../util/money.ts';
import type { InputRecord, JobPlan } from '../../store/job.ts';
import { callFacts } from './call-facts.ts';
import { checkLimits } from './check-limits.ts';
import { clipPromise } from './clip-promise.ts';
import type { FilesByRole, JobRequest } from './job-request.ts';
import { pictureNotes } from './picture-notes.ts';
import { disputeNote, type PaidBefore, type PriceHistory, priceHistory } from './price-history.ts';
import type { ReadInput } from './read-input.ts';
import { placeholderOf } from './sent-as.ts';

/** A request that was checked in every way that costs nothing, with its price: one job that may be begun. */
export interface PlannedStep {
  request: JobRequest;
  plan: JobPlan;
  /** What it takes of the caps; `null` where neither a rule nor the user's ceiling says how much. */
  reserved: Micros | null;
  /** What such jobs really cost, once enough of them are known. */
  history: PriceHistory | null;
}

export interface StepContext {
  project: Project;
  models: Models;
}

/** The request resolved and priced, with its files as they were read and what jobs of the endpoint did cost before. */
export async function planStep(
  request: JobRequest,
  read: readonly ReadInput[],
  paidBefore: (endpointId: string) => Promise<PaidBefore>,
  { project, models }: StepContext,
  now: Date,
): Promise<PlannedStep> {
  const inputs = read.map(({ record }) => record);
  const resolution = models.resolve(request.model, {
    ...request,
    inputs: placeholders(inputs),
    allow_retired: isAllowedRetired(request.model, { project, models }),
  });
  checkLimits(request.model, models.limits(request.model), read);
  const { endpoint_id } = resolution;
  const estimate = models.price(endpoint_id, resolution.arguments, callFacts(read, now));
  const before = await paidBefore(endpoint_id);
  const disputes = disputeNote(before);
  const history = priceHistory(before, estimate);
  const slug = slugify(request.task_slug ?? '', 'video');
  const batch = checkedBatch(request.batch ?? `${folderStamp(now)}-${slug}`);
  return {
    request,
    reserved: reservedFor(estimate, project.config.unknown_price_ceiling, history),
    history,
    plan: {
      endpoint_id,
      model_alias: resolution.model_alias,
      task_slug: slug,
      prompt: request.prompt ?? null,
      arguments: resolution.arguments,
      fields: resolution.fields,
      notes: [...pictureNotes(read), ...resolution.notes, ...(disputes === null ? [] : [disputes])],
      promised: clipPromise(models.get(request.model), resolution),
      inputs,
      options: request.options ?? {},
      estimate,
      quote_id: null,
      idempotency_key: request.idempotency_key ?? null,
      batch: `${project.paths.relative(project.paths.fal)}/${batch}`,
      experiment: request.experiment ?? null,
      cell: request.cell ?? null,
    },
  };
}

/**
 * What the caps count: the highest figure of the rule, or the user's ceiling where none is known, or what such jobs did
 * cost where that is dearer. `null` for an unknown price without a ceiling, or a guess above it: such a job is refused.
 */
export function reservedFor(
  { expected, high }: Pick<PriceEstimate, 'expected' | 'high'>,
  ceiling: Micros | null,
  history: PriceHistory | null,
) {
  const ruled = high ?? (ceiling === null || (expected ?? 0) > ceiling ? null : ceiling);
  return ruled === null ? null : Math.max(ruled, history?.high ?? 0);
}

/** Only the user can insist on a retired model: in the settings, by whichever of its names. */
function isAllowedRetired(model: string, { models, project }: StepContext): boolean {
  const allowed = project.config.allow_retired;
  if (allowed.length === 0) return false;
  const { alias, endpoint_id } = models.get(model);
  return allowed.some((name) => name === alias || name === endpoint_id);
}

function checkedBatch(batch: string): string {
  if (/^[\w-]{1,100}$/.test(batch)) return batch;
  throw inputError({
    code: 'BAD_BATCH',
    message: `Not a batch name: ${batch}. Letters, digits, dashes and underscores, at most 100.`,
  });
}

function placeholders(inputs: readonly InputRecord[]): FilesByRole {
  const filled: Partial<Record<Role, string[]>> = {};
  for (const input of inputs) {
    (filled[input.role] ??= []).push(input.url ?? placeholderOf(input));
  }
  return filled;
}
