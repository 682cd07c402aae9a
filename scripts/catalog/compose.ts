// Puts the sources together: one entry an endpoint, and the nested types that the entries refer to.
import type { CatalogEntry } from '../../src/models/catalog.ts';
import { consistentInput, withFacts } from './page-facts.ts';
import { familyOf, joinTasks, mediumOf, tasksOf, tasksOfRow } from './describe-endpoint.ts';
import { withFound } from './found-facts.ts';
import { mergeInput } from './merge-input.ts';
import { withRefreshed } from './refreshed.ts';
import { type Parsed, schemaOfType, parseTypes, realName } from './parse-types.ts';
import type { Recorded } from './recorded.ts';
import { RETIRED } from './retired.ts';
import type { Choose, Settler } from './settle.ts';
import type { Fact, Refreshed, Schema } from './source-files.ts';
import { spellDigits } from './digit-spelling.ts';

export interface Sources {
  /** The text of the published types, and their day. */
  types: string;
  typesAsOf: string;
  recorded: ReadonlyMap<string, Recorded>;
  recordedAsOf: string;
  /** Of fal's pages; others were found elsewhere. */
  facts: readonly Fact[];
  found: readonly Fact[];
  refreshed: readonly Refreshed[];
}

/** What is known of one endpoint beside its published types. */
interface About extends Pick<Sources, 'typesAsOf' | 'recordedAsOf'> {
  fact: Fact | undefined;
  record: Recorded | undefined;
  choose: Choose;
}

/** Both sorted by name. */
export interface Composed {
  definitions: Record<string, Schema>;
  endpoints: CatalogEntry[];
}

/** The catalog as a value; `choose(id)` settles where the sources differ. */
export function composeCatalog(
  { types: text, typesAsOf, recorded, recordedAsOf, facts, found, refreshed }: Sources,
  choose: Settler['choose'],
): Composed {
  const parsed = parseTypes(text);
  const byId = new Map(facts.map((fact) => [fact.endpoint_id, fact]));
  const about = (id: string): About => ({
    fact: byId.get(id),
    record: recorded.get(id),
    choose: choose(id),
    typesAsOf,
    recordedAsOf,
  });
  const known = [...parsed.endpoints].flatMap(([id, names]) => fromTypes(id, names, parsed, about(id)));
  const others = [...new Set([...recorded.keys(), ...byId.keys()])]
    .filter((id) => !parsed.endpoints.has(id))
    .flatMap((id) => withoutTypes(id, about(id)));
  const endpoints = withRefreshed(withFound([...known, ...others], found, fromFacts), refreshed).toSorted(
    (a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1),
  );
  refuseStrayRetired(endpoints);
  return { definitions: definitionsFor(endpoints, parsed.types), endpoints };
}

function refuseStrayRetired(endpoints: readonly CatalogEntry[]): void {
  const ids = new Set(endpoints.map(({ endpoint_id }) => endpoint_id));
  for (const [id, { successor }] of Object.entries(RETIRED)) {
    const stray = [id, successor].find((each) => !ids.has(each));
    if (stray !== undefined) throw new Error(`scripts/catalog/retired.ts: no endpoint ${stray}`);
    if (RETIRED[successor] !== undefined) throw new Error(`the successor ${successor} is retired itself`);
  }
}

function fromTypes(
  id: string,
  names: { input: string; output: string },
  { types, users }: Parsed,
  { fact, record, choose, typesAsOf }: About,
): CatalogEntry[] {
  const result = schemaOfType(names.output, types);
  const medium = mediumOf(id, result);
  if (medium === null && fact === undefined) return [];
  const isShared = (users.get(realName(names.input, types)) ?? 0) > 1;
  const published = spelled(id, schemaOfType(names.input, types), record?.input);
  const { input: merged, fromOlder } =
    record === undefined
      ? { input: published, fromOlder: [] }
      : mergeInput(record.input, published, choose, {
          borrowed: isShared && realName(names.input, types) !== names.input,
        });
  const { input: known, newer } = withFacts(consistentInput(merged), fact, typesAsOf, choose);
  const input = withUnsaid(known, published);
  return [
    wholeEntry(id, fact, medium, {
      status: statusOf(id, fact),
      source: '@fal-ai/client',
      as_of: typesAsOf,
      shared: isShared && record === undefined ? true : undefined,
      ...originsOf(fromOlder, newer, fact),
      input,
      result,
    }),
  ];
}

/**
 * The generator of the types prints no default that is false, zero or empty: all 447 switches of which it is silent and
 * which were recorded were off, and no recorded switch was without a default. So a switch that need not be given is off.
 */
function withUnsaid(input: Schema, published: Schema): Schema {
  const properties = Object.fromEntries(
    Object.entries(input.properties ?? {}).map(([name, schema]) => {
      const isSilent =
        schema.type === 'boolean' &&
        schema.default === undefined &&
        published.properties?.[name] !== undefined;
      return [name, isSilent && !input.required?.includes(name) ? { ...schema, default: false } : schema];
    }),
  );
  return { ...input, properties };
}

/** An endpoint that the types do not have: what was recorded of it, and what the price list says. */
function withoutTypes(id: string, { fact, record, choose, typesAsOf, recordedAsOf }: About): CatalogEntry[] {
  if (record === undefined) return fact === undefined ? [] : [fromFacts(fact)];
  const medium = mediumOf(id, record.result);
  if (medium === null && fact === undefined) return [];
  const { input, newer } = withFacts(consistentInput(record.input), fact, recordedAsOf, choose);
  return [
    wholeEntry(id, fact, medium, {
      status: fact === undefined ? notPublished(recordedAsOf, typesAsOf) : statusOf(id, fact),
      source: 'recorded schemas',
      as_of: recordedAsOf,
      ...originsOf([], newer, fact),
      input,
      result: record.result,
    }),
  ];
}

/** An entry whose arguments are all known. */
function wholeEntry(
  id: string,
  fact: Fact | undefined,
  medium: CatalogEntry['medium'] | null,
  { status, ...rest }: Pick<Draft, 'source' | 'as_of'> & Partial<Draft> & { input: Schema },
): CatalogEntry {
  const own = tasksOf(id, medium, rest.input);
  return tidy({
    endpoint_id: id,
    tasks: fact === undefined ? own : joinTasks(own, fact.task, rest.input),
    medium: medium ?? 'video',
    family: familyOf(id),
    status,
    sound: fact?.sound,
    ...rest,
  });
}

const notPublished = (described: string, day: string): CatalogEntry['status'] => ({
  state: 'unlisted',
  why: `fal described it on ${described}, and its types of ${day} lack it: it may be gone`,
});

/** Fields that have something of another source than the entry's own. */
const originsOf = (recorded: string[], newer: string[], fact: Fact | undefined) => ({
  recorded: recorded.length > 0 ? recorded : undefined,
  newer: newer.length > 0 ? newer : undefined,
  newer_as_of: newer.length > 0 ? (fact?.as_of ?? undefined) : undefined,
});

/** An endpoint that only the price list has: not all of its arguments. */
function fromFacts(fact: Fact): CatalogEntry {
  const medium = /-image$|^image-edit$/.test(fact.task ?? '') ? 'image' : 'video';
  const known = fact.input ?? fact.priced;
  return tidy({
    endpoint_id: fact.endpoint_id,
    tasks: tasksOfRow(fact.task),
    medium,
    family: familyOf(fact.endpoint_id),
    status: statusOf(fact.endpoint_id, fact),
    sound: fact.sound,
    source: fact.source,
    as_of: fact.as_of,
    partial: true,
    input: known === undefined ? undefined : { type: 'object', ...known },
  });
}

/** The published input with digits spelled, and without what its own default contradicts. */
function spelled(id: string, input: Schema, recorded: Schema | undefined): Schema {
  return consistentInput({
    ...input,
    properties: Object.fromEntries(
      Object.entries(input.properties ?? {}).map(([name, schema]) => [
        name,
        spellDigits(id, name, schema, recorded?.properties?.[name]),
      ]),
    ),
  });
}

function statusOf(id: string, fact: Fact | undefined): CatalogEntry['status'] {
  const retired = RETIRED[id];
  if (retired !== undefined) return { state: 'retired', ...retired };
  const seen = fact?.seen ?? '';
  return /^(?:in type map|seen in 2026|live but|$)/.test(seen) ? undefined : { state: 'unlisted', why: seen };
}

/** Every nested type that the entries reach, by name. */
function definitionsFor(endpoints: readonly CatalogEntry[], types: Parsed['types']): Record<string, Schema> {
  const found = new Map<string, Schema>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/definitions\/(\w+)"/g)) {
      if (found.has(name)) continue;
      const schema = schemaOfType(name, types);
      found.set(name, schema);
      visit(schema);
    }
  };
  visit(endpoints);
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

type Draft = { [Name in keyof CatalogEntry]: CatalogEntry[Name] | undefined };

/** An entry without the members that nobody says. */
const tidy = (entry: Draft) =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as CatalogEntry;
