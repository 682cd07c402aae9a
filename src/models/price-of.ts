import { safeText } from '../util/safe-text.ts';
import type { CatalogEntry } from './catalog.ts';
import { unknownPlaces } from './from-schema/unknown-places.ts';
import type { Gathered } from './gather.ts';
import type { CallFacts } from './price-rules/index.ts';
import { schemasOf } from './schemas-of.ts';
import type { PriceEstimate } from './types.ts';

/** What these arguments cost; an honest unknown where no price is known, or not of all of them. */
export function priceOf(
  endpointId: string,
  args: Record<string, unknown>,
  gathered: Gathered,
  facts: CallFacts,
): PriceEstimate {
  const price = gathered.prices.get(endpointId);
  if (price === undefined) {
    const rule = `no price of ${safeText(endpointId, 100)} is known`;
    return { low: null, expected: null, high: null, rule, source: 'none', as_of: 'never' };
  }
  const { source_url: source, as_of } = price;
  const strange = unknownArguments(endpointId, args, gathered);
  if (strange !== null) return { low: null, expected: null, high: null, rule: strange, source, as_of };
  const { low, expected, high, words } = price.rule.cost(
    { ...assumed(endpointId, args, gathered), ...args },
    facts,
  );
  return { low, expected, high, rule: words, source, as_of };
}

/** fal's own defaults, where the price depends on an argument that is left to them and only the schema prints them. */
function assumed(
  endpointId: string,
  args: Record<string, unknown>,
  { prices, catalog }: Gathered,
): Record<string, unknown> {
  const entry = catalog.entries.get(endpointId);
  const left = prices.withoutDefault(endpointId).filter((name) => args[name] === undefined);
  return Object.fromEntries(
    left.flatMap((name) => {
      const standard = entry === undefined ? undefined : printedDefault(entry, name);
      return standard === undefined ? [] : [[name, standard]];
    }),
  );
}

/**
 * fal's own default of an argument where a source prints it. The published types print no default that is false, so a switch of
 * theirs that is off is what their silence means: good enough to show, not to promise a price on.
 */
function printedDefault(entry: CatalogEntry, name: string): unknown {
  const standard = entry.input?.properties?.[name]?.default;
  const isSilence =
    standard === false &&
    entry.source === '@fal-ai/client' &&
    !(entry.recorded?.includes(name) ?? false) &&
    !(entry.newer?.includes(name) ?? false);
  return isSilence ? undefined : standard;
}

/**
 * What is sent and no schema, preset or price rule knows may cost anything: a count, a resolution, a length. In
 * words; `null` where all is known.
 */
function unknownArguments(
  endpointId: string,
  args: Record<string, unknown>,
  { byName, catalog, prices }: Gathered,
): string | null {
  const model = byName.get(endpointId);
  const names = new Set(model?.preset.arguments.map(({ name }) => name));
  const priced = prices.argumentsOf(endpointId);
  const { input, partial } = model === undefined ? { input: null, partial: true } : schemasOf(model, catalog);
  const strange = [
    ...Object.keys(args).filter((name) => !names.has(name) && !priced.has(name)),
    ...(input === null ? [] : unknownPlaces(input, args)),
  ];
  if (strange.length === 0) return null;
  const shown = safeText(strange.slice(0, 5).join(', '), 200);
  const [is, it, costs] = strange.length === 1 ? ['is', 'it', 'it costs'] : ['are', 'them', 'they cost'];
  const remedy = partial
    ? `not all of its arguments are known here, \`fal-video models refresh ${endpointId}\` reads them`
    : `leave ${it} out`;
  return `${shown} ${is} not known of ${endpointId}, nor what ${costs}: ${remedy}`;
}
