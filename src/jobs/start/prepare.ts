import { reservationFor } from '../../budget/caps.ts';
import { inputError } from '../../errors.ts';
import type { SubmitOptions } from '../../fal/types.ts';
import type { Media } from '../../media/types.ts';
import type { Models, PriceEstimate, Resolution, Role, Task } from '../../models/types.ts';
import type { Project } from '../../project/index.ts';
import { type Clock, folderStamp } from '../../util/clock.ts';
import { slugify } from '../../util/ids.ts';
import type { Micros } from '../../util/money.ts';
import { callFacts } from './call-facts.ts';
import { checkLimits } from './check-limits.ts';
import { type ReadInput, readInput } from './read-input.ts';
import type { JobBook } from '../job-book.ts';
import { dearest, type PriceHistory, priceHistory } from './price-history.ts';
import type { InputRecord, JobPlan } from '../types.ts';

/** What a caller asks for: the words of a task, with each input as a file of the project or a URL. */
export interface JobRequest extends Omit<Task, 'inputs'> {
  model: string;
  inputs?: Partial<Record<Role, readonly string[]>>;
  task_slug?: string;
  options?: SubmitOptions;
  quote_id?: string;
  idempotency_key?: string;
  /** Jobs of one comparison share a folder: its name below `experiments/fal`. */
  batch?: string;
  experiment?: string;
  cell?: string;
}

/** A request that was checked in every way that costs nothing. */
export interface Prepared {
  resolution: Resolution;
  inputs: InputRecord[];
  estimate: PriceEstimate;
  /** What such jobs really cost, once enough of them are known. */
  history: PriceHistory | null;
}

export interface PrepareTools {
  book: Pick<JobBook, 'all'>;
  project: Project;
  models: Models;
  learn(model: string): Promise<void>;
  media: Media;
  clock: Clock;
}

/** Checks inputs, resolves the arguments, and prices them. Asks fal at most what an unknown model is. */
export async function prepare(request: JobRequest, tools: PrepareTools): Promise<Prepared> {
  const { models, clock } = tools;
  await tools.learn(request.model);
  const read = await readInputs(request.inputs ?? {}, tools);
  const inputs = read.map(({ record }) => record);
  const resolution = models.resolve(request.model, {
    ...request,
    inputs: placeholders(inputs),
    allow_retired: request.allow_retired === true || isAllowedRetired(request.model, tools),
  });
  checkLimits(request.model, models.limits(request.model), read);
  const facts = callFacts(read, clock.now());
  const estimate = models.price(resolution.endpoint_id, resolution.arguments, facts);
  const history = priceHistory(await tools.book.all(), resolution.endpoint_id, estimate);
  return { resolution, inputs, estimate, history };
}

/** Only the user can insist on a retired model: in the settings, by whichever of its names. */
function isAllowedRetired(model: string, { models, project }: PrepareTools): boolean {
  const allowed = project.config.allow_retired;
  if (allowed.length === 0) return false;
  const { alias, endpoint_id } = models.get(model);
  return allowed.some((name) => name === alias || name === endpoint_id);
}

export interface Planned {
  plan: JobPlan;
  reserved: Micros;
}

/** The prepared request as a plan, with what it reserves. A price that is not known is refused here. */
export function planOf(
  request: JobRequest,
  prepared: Prepared,
  { project }: Pick<PrepareTools, 'project'>,
  now: Date,
): Planned {
  const { resolution, inputs, estimate, history } = prepared;
  const slug = slugify(request.task_slug ?? '', 'video');
  const batch = request.batch ?? `${folderStamp(now)}-${slug}`;
  if (!/^[\w-]{1,100}$/.test(batch)) {
    throw inputError({
      code: 'BAD_BATCH',
      message: `Not a batch name: ${batch}. Letters, digits, dashes and underscores, at most 100.`,
    });
  }
  return {
    reserved: dearest(reservationFor(estimate.high, project.config, estimate.rule), history),
    plan: {
      endpoint_id: resolution.endpoint_id,
      model_alias: resolution.model_alias,
      task_slug: slug,
      prompt: request.prompt ?? null,
      arguments: resolution.arguments,
      fields: resolution.fields,
      inputs,
      options: request.options ?? {},
      estimate,
      quote_id: request.quote_id ?? null,
      idempotency_key: request.idempotency_key ?? null,
      batch: `${project.places.relative(project.places.fal)}/${batch}`,
      experiment: request.experiment ?? null,
      cell: request.cell ?? null,
    },
  };
}

/** How a local file stands in the arguments until it is uploaded: a quote is so bound to its very bytes. */
export const placeholderFor = (sha256: string) => `file:${sha256}`;

async function readInputs(
  inputs: NonNullable<JobRequest['inputs']>,
  tools: PrepareTools,
): Promise<ReadInput[]> {
  const read: ReadInput[] = [];
  for (const [role, values] of Object.entries(inputs) as [Role, readonly string[]][]) {
    for (const value of values) read.push(await readInput(role, value, tools));
  }
  return read;
}

function placeholders(inputs: readonly InputRecord[]): NonNullable<Task['inputs']> {
  const filled: NonNullable<Task['inputs']> = {};
  for (const { role, url, sha256 } of inputs) {
    (filled[role] ??= []).push(url ?? placeholderFor(sha256 ?? ''));
  }
  return filled;
}
