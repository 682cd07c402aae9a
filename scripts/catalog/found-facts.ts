import type { CatalogEntry } from '../../src/models/catalog.ts';
import type { Fact, Schema } from './source-files.ts';

/**
 * The entries with single facts that were found elsewhere than on the dated pages: exact, and the youngest. An endpoint that
 * nothing else knows comes in with what `entryOf` makes of its facts.
 */
export function withFound(
  endpoints: CatalogEntry[],
  found: readonly Fact[],
  entryOf: (fact: Fact) => CatalogEntry,
) {
  const known = new Map(endpoints.map((entry) => [entry.endpoint_id, entry]));
  for (const fact of found) {
    const entry = known.get(fact.endpoint_id);
    known.set(fact.endpoint_id, entry === undefined ? entryOf(fact) : completed(entry, fact));
  }
  return [...known.values()];
}

function completed(entry: CatalogEntry, { as_of, input: said = {} }: Fact): CatalogEntry {
  const before: Schema = entry.input ?? { type: 'object' };
  const { properties = {}, required = [], ...rest } = before;
  const names = Object.keys(said.properties ?? {});
  const { input: _, result, ...head } = entry;
  return {
    ...head,
    found: names,
    ...(as_of === null ? {} : { found_as_of: as_of }),
    input: {
      ...rest,
      properties: {
        ...properties,
        ...Object.fromEntries(
          names.map((name) => [name, { ...properties[name], ...said.properties?.[name] }]),
        ),
      },
      // What is told of a field tells whether it is needed, too.
      required: [...required.filter((name) => !names.includes(name)), ...(said.required ?? [])],
    },
    ...(result === undefined ? {} : { result }),
  };
}
