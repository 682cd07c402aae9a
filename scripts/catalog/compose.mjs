// Puts the sources together: one entry an endpoint, and the nested types that the entries refer to.
import { consistentInput, withFacts } from './page-facts.mjs';
import { familyOf, joinTasks, mediumOf, tasksOf, tasksOfRow } from './describe-endpoint.mjs';
import { withFound } from './found-facts.mjs';
import { mergeInput } from './merge-input.mjs';
import { withRefreshed } from './refreshed.mjs';
import { schemaOfType, parseTypes, realName } from './parse-types.mjs';
import { RETIRED } from './retired.mjs';
import { spellDigits } from './digit-spelling.mjs';

/**
 * The catalog as a value: `{ definitions, endpoints }`, both sorted by name. `sources` are the text of the published types
 * and their day, the recorded endpoints by id, the facts of fal's pages, single ones found elsewhere, and what was
 * refreshed; `choose(id)` settles where they differ.
 */
export function composeCatalog(
  { types: text, typesAsOf, recorded, recordedAsOf, facts, found, refreshed },
  choose,
) {
  const parsed = parseTypes(text);
  const users = usersOfTypes(parsed);
  const byId = new Map(facts.map((fact) => [fact.endpoint_id, fact]));
  const about = (id) => ({
    fact: byId.get(id),
    record: recorded.get(id),
    choose: choose(id),
    typesAsOf,
    recordedAsOf,
  });
  const known = [...parsed.endpoints].flatMap(([id, names]) =>
    fromTypes(id, names, parsed.types, users, about(id)),
  );
  const others = [...new Set([...recorded.keys(), ...byId.keys()])]
    .filter((id) => !parsed.endpoints.has(id))
    .flatMap((id) => withoutTypes(id, about(id)));
  const endpoints = withRefreshed(
    withFound([...known, ...others], found, fromFacts),
    refreshed,
    familyOf,
  ).toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1));
  refuseStrayRetired(endpoints);
  return { definitions: definitionsFor(endpoints, parsed.types), endpoints };
}

function refuseStrayRetired(endpoints) {
  const ids = new Set(endpoints.map(({ endpoint_id }) => endpoint_id));
  for (const [id, { successor }] of Object.entries(RETIRED)) {
    const stray = [id, successor].find((each) => !ids.has(each));
    if (stray !== undefined) throw new Error(`scripts/catalog/retired.mjs: no endpoint ${stray}`);
    if (RETIRED[successor] !== undefined) throw new Error(`the successor ${successor} is retired itself`);
  }
}

function fromTypes(id, names, types, users, { fact, record, choose, typesAsOf }) {
  const result = schemaOfType(names.output, types);
  const medium = mediumOf(id, result);
  if (medium === null && fact === undefined) return [];
  const isShared = users.get(realName(names.input, types)) > 1;
  const published = spelled(id, schemaOfType(names.input, types), record?.input);
  const { input: merged, fromOlder } =
    record === undefined
      ? { input: published, fromOlder: [] }
      : mergeInput(record.input, published, choose, {
          borrowed: isShared && realName(names.input, types) !== names.input,
        });
  const { input: known, newer } = withFacts(consistentInput(merged), fact, typesAsOf, choose);
  const input = withUnsaid(known, published);
  const own = tasksOf(id, medium, input);
  return [
    tidy({
      endpoint_id: id,
      tasks: fact === undefined ? own : joinTasks(own, fact.task, input),
      medium: medium ?? 'video',
      family: familyOf(id),
      status: statusOf(id, fact),
      sound: fact?.sound,
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
function withUnsaid(input, published) {
  const properties = Object.fromEntries(
    Object.entries(input.properties).map(([name, schema]) => {
      const isSilent =
        schema.type === 'boolean' && schema.default === undefined && published.properties[name] !== undefined;
      return [name, isSilent && !input.required?.includes(name) ? { ...schema, default: false } : schema];
    }),
  );
  return { ...input, properties };
}

/** An endpoint that the types do not have: what was recorded of it, and what the price list says. */
function withoutTypes(id, { fact, record, choose, typesAsOf, recordedAsOf }) {
  if (record === undefined) return [fromFacts(fact)];
  const medium = mediumOf(id, record.result);
  if (medium === null && fact === undefined) return [];
  const { input, newer } = withFacts(consistentInput(record.input), fact, recordedAsOf, choose);
  const own = tasksOf(id, medium, input);
  return [
    tidy({
      endpoint_id: id,
      tasks: fact === undefined ? own : joinTasks(own, fact.task, input),
      medium: medium ?? 'video',
      family: familyOf(id),
      status: fact === undefined ? notPublished(recordedAsOf, typesAsOf) : statusOf(id, fact),
      sound: fact?.sound,
      source: 'recorded schemas',
      as_of: recordedAsOf,
      ...originsOf([], newer, fact),
      input,
      result: record.result,
    }),
  ];
}

const notPublished = (described, day) => ({
  state: 'unlisted',
  why: `fal described it on ${described}, and its types of ${day} lack it: it may be gone`,
});

/** Fields that have something of another source than the entry's own. */
const originsOf = (recorded, newer, fact) => ({
  recorded: recorded.length > 0 ? recorded : undefined,
  newer: newer.length > 0 ? newer : undefined,
  newer_as_of: newer.length > 0 ? (fact.as_of ?? undefined) : undefined,
});

/** An endpoint that only the price list has: not all of its arguments. */
function fromFacts(fact) {
  const medium = /-image$|^image-edit$/.test(fact.task ?? '') ? 'image' : 'video';
  const known = fact.input ?? fact.priced;
  return tidy({
    endpoint_id: fact.endpoint_id,
    tasks: fact.task === null ? [] : tasksOfRow(fact.task),
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
function spelled(id, input, recorded) {
  return consistentInput({
    ...input,
    properties: Object.fromEntries(
      Object.entries(input.properties).map(([name, schema]) => [
        name,
        spellDigits(id, name, schema, recorded?.properties?.[name]),
      ]),
    ),
  });
}

function statusOf(id, fact) {
  const retired = RETIRED[id];
  if (retired !== undefined) return { state: 'retired', ...retired };
  const seen = fact?.seen ?? '';
  return /^(?:in type map|seen in 2026|live but|$)/.test(seen) ? undefined : { state: 'unlisted', why: seen };
}

/** How many endpoints use each input type: siblings share one, and then its defaults may be a sibling's. */
function usersOfTypes({ types, endpoints }) {
  const users = new Map();
  for (const { input } of endpoints.values()) {
    const name = realName(input, types);
    users.set(name, (users.get(name) ?? 0) + 1);
  }
  return users;
}

/** Every nested type that the entries reach, by name. */
function definitionsFor(endpoints, types) {
  const found = new Map();
  const visit = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/definitions\/(\w+)"/g)) {
      if (found.has(name)) continue;
      const schema = schemaOfType(name, types);
      found.set(name, schema);
      visit(schema);
    }
  };
  visit(endpoints);
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const tidy = (entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
