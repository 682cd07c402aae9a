import { FalVideoError } from '../errors.ts';
import type { Micros } from '../util/money.ts';
import { assume } from './assume.ts';
import type { CallFacts } from './price-rules/index.ts';
import { costPerSecond } from './summarize.ts';
import type { ModelFilter, Models, ModelSummary, Task } from './types.ts';

/** A model with the price of what was asked of it: of its default run, where nothing was. */
export interface PricedModel extends ModelSummary {
  price_micros: Micros | null;
}

export interface PricedModels {
  /** Those that can do it. */
  fits: PricedModel[];
  /** What fal has taken away fits nothing; it is told apart. */
  retired: PricedModel[];
}

type Caps = Pick<ModelFilter, 'max_default_price_micros' | 'max_price_per_second_micros'>;

/**
 * The models that a filter lets through, each with the price of just that: its length, its size, its silence. One that cannot
 * do all of it together is left out. Caps count for that price, too.
 */
export function priceAsked(
  models: Pick<Models, 'list' | 'get' | 'resolve' | 'price'>,
  filter: ModelFilter,
  facts: CallFacts,
): PricedModels {
  const { max_default_price_micros: most, max_price_per_second_micros: rate, ...rest } = filter;
  const caps = { max_default_price_micros: most, max_price_per_second_micros: rate } as Caps;
  const wish = wishOf(filter);
  const listed: PricedModels = { fits: [], retired: [] };
  for (const model of models.list(rest)) {
    if (model.status === 'retired') {
      listed.retired.push({ ...model, price_micros: null });
      continue;
    }
    const price = Object.keys(wish).length === 0 ? model.default_price_micros : priceOf(model);
    if (price === undefined || !isWithin(caps, price, wish.duration ?? secondsOf(model))) continue;
    listed.fits.push({ ...model, price_micros: price });
  }
  return listed;

  /** `undefined` where it cannot be done; `null` where nobody knows what it costs. */
  function priceOf({ alias, endpoint_id }: ModelSummary): Micros | null | undefined {
    const model = alias ?? endpoint_id;
    const kind = filter.task === undefined ? {} : { kind: filter.task };
    const { prompt, inputs } = assume(models.get(model), filter.task, {}, true);
    const task: Task = { ...wish, ...kind, ...(prompt === undefined ? {} : { prompt }), inputs };
    try {
      return models.price(endpoint_id, models.resolve(model, task).arguments, facts).expected;
    } catch (thrown) {
      if (!(thrown instanceof FalVideoError) || thrown.fault !== 'input') throw thrown;
      return LACKING.has(thrown.code) ? null : undefined;
    }
  }
}

/** What nobody can assume for it, such as an effect, says nothing against the model. */
const LACKING = new Set(['MISSING_ARGUMENT', 'MISSING_INPUT', 'UNKNOWN_ARGUMENTS']);

function wishOf({ duration, resolution, audio }: ModelFilter): Task {
  const wish = { duration, resolution, audio };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

function isWithin(caps: Caps, price: Micros | null, seconds: number | null): boolean {
  const { max_default_price_micros: most, max_price_per_second_micros: rate } = caps;
  if (most !== undefined && (price === null || price > most)) return false;
  return rate === undefined || (costPerSecond(price, seconds) ?? Infinity) <= rate;
}

/** The length of the default run. */
const secondsOf = ({ default_price_micros: run, price_per_second_micros: second }: ModelSummary) =>
  run === null || second === null || second === 0 ? null : run / second;
