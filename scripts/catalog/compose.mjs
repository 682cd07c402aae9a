// Puts the parts together: one entry an endpoint, and the nested types that the entries refer to.
import { familyOf, joinTasks, mediumOf, tasksOf, tasksOfRow } from './describe-endpoint.mjs';
import { schemaOfType, parseTypes, realName } from './parse-types.mjs';
import { RETIRED } from './retired.mjs';
import { spellDigits } from './digit-spelling.mjs';

/** The catalog as a value: `{ definitions, endpoints }`, both sorted by name. */
export function composeCatalog(typesText, facts, clientAsOf) {
  const parsed = parseTypes(typesText);
  const users = usersOfTypes(parsed);
  const byId = new Map(facts.map((fact) => [fact.endpoint_id, fact]));
  const known = [...parsed.endpoints].flatMap(([id, names]) =>
    fromTypes(id, names, parsed.types, byId.get(id), users, clientAsOf),
  );
  const listed = new Set(known.map(({ endpoint_id }) => endpoint_id));
  const newer = facts.filter(({ endpoint_id }) => !listed.has(endpoint_id)).map(fromFacts);
  const endpoints = [...known, ...newer].toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1));
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

function fromTypes(id, names, types, fact, users, asOf) {
  const result = schemaOfType(names.output, types);
  const medium = mediumOf(id, result);
  if (medium === null && fact === undefined) return [];
  const { input, newer } = withFacts(spelled(id, schemaOfType(names.input, types)), fact?.input);
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
      as_of: asOf,
      shared: users.get(realName(names.input, types)) > 1 ? true : undefined,
      newer: newer.length > 0 ? newer : undefined,
      input,
      result,
    }),
  ];
}

/** An endpoint that the types do not have yet: only what the price list says, and so not all of its arguments. */
function fromFacts(fact) {
  const medium = fact.task.endsWith('-image') || fact.task === 'image-edit' ? 'image' : 'video';
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

/** The published input, with the newer facts over it: their values, types and defaults; nothing is taken away. */
function withFacts(input, fact) {
  const properties = { ...input.properties };
  const newer = [];
  for (const [name, said] of Object.entries(fact?.properties ?? {})) {
    const old = properties[name];
    if (old === undefined || old.$ref !== undefined || old.type === 'array') continue;
    const merged = merge(old, said);
    if (sameFacts(merged, old)) continue;
    properties[name] = merged;
    newer.push(name);
  }
  return { input: { ...input, properties }, newer };
}

function merge(old, { enum: values, default: standard, type }) {
  if (values !== undefined) {
    const fallback = values.includes(standard) ? standard : old.default;
    return {
      ...(type === undefined ? {} : { type }),
      enum: values,
      ...(values.includes(fallback) ? { default: fallback } : {}),
    };
  }
  return standard === undefined || typeof standard !== typeof old.default
    ? old
    : { ...old, default: standard };
}

function sameFacts(a, b) {
  const text = (schema) => JSON.stringify(Object.entries(schema).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

function spelled(id, input) {
  const properties = Object.fromEntries(
    Object.entries(input.properties).map(([name, schema]) => [
      name,
      consistent(spellDigits(id, name, schema)),
    ]),
  );
  return { ...input, properties };
}

/** Bounds that fal's own default breaks, or a default that fal's own list lacks, are borrowed from a sibling: left out. */
function consistent(schema) {
  const { default: standard, minimum, maximum, ...rest } = schema;
  if (standard === undefined) return schema;
  if (minimum !== undefined && (standard < minimum || standard > maximum))
    return { ...rest, default: standard };
  if (schema.enum !== undefined && !schema.enum.includes(standard)) return rest;
  return schema;
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
