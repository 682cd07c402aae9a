// What a dated page of fal says of an argument, over what its schema says; and the last look at both together.
import type { Choose } from './settle.ts';
import type { Fact, Schema } from './source-files.ts';

/**
 * The input with the facts of fal's page: their values, types and defaults; nothing is taken away. Facts that are no
 * younger than `day` only fill what is not known; where younger ones speak otherwise, `choose` says which stand. `newer`
 * are the fields that have something of the page.
 */
export function withFacts(input: Schema, fact: Partial<Fact> | undefined, day: string, choose: Choose) {
  const isOlder = fact?.as_of != null && fact.as_of <= day;
  const properties = { ...input.properties };
  const newer: string[] = [];
  for (const [name, said] of Object.entries((fact?.input ?? fact?.priced)?.properties ?? {})) {
    const old = properties[name];
    if (old?.['$ref'] !== undefined || old?.type === 'array') continue;
    const merged =
      old === undefined ? said : isOlder ? fill(old, said) : over(old, standing(name, old, said, choose));
    if (old !== undefined && sameFacts(merged, old)) continue;
    properties[name] = merged;
    newer.push(name);
  }
  return { input: { ...input, properties }, newer };
}

/** What the page says, without what another source knows better. */
function standing(field: string, old: Schema, said: Schema, choose: Choose): Schema {
  const beaten = ['enum', 'default', 'minimum', 'maximum'].filter(
    (fact) =>
      old[fact] !== undefined &&
      said[fact] !== undefined &&
      !sameWords(old[fact], said[fact]) &&
      choose({ field, fact, older: old[fact], newer: said[fact] }) === 'older',
  );
  return Object.fromEntries(Object.entries(said).filter(([fact]) => !beaten.includes(fact)));
}

function over(old: Schema, { enum: values, default: standard, type, minimum, maximum }: Schema): Schema {
  if (values !== undefined) {
    const fallback = values.includes(standard) ? standard : old.default;
    return {
      ...(type === undefined ? {} : { type: old.type === 'integer' ? old.type : type }),
      enum: values,
      ...(values.includes(fallback) ? { default: fallback } : {}),
    };
  }
  const isOfType =
    old.default === undefined ? fits(standard, old.type) : typeof standard === typeof old.default;
  return {
    ...old,
    ...(standard === undefined || !isOfType ? {} : { default: standard }),
    ...(minimum === undefined || maximum === undefined || old.enum !== undefined ? {} : { minimum, maximum }),
  };
}

/** A list of values keeps its spelling: that of the page where the schema has both. */
function fill(old: Schema, said: Schema): Schema {
  if (old.enum !== undefined && said.enum !== undefined)
    return sameWords(old.enum, said.enum) ? { ...old, ...said } : old;
  return old.type === undefined || old.type === said.type ? { ...said, ...old } : old;
}

/** The same value or list, whatever its order and whether its digits are spelled as numbers. */
function sameWords(a: unknown, b: unknown): boolean {
  const text = (value: unknown) => [...new Set([value].flat().map(String))].toSorted().join();
  return text(a) === text(b);
}

const fits = (value: unknown, type: Schema['type']) =>
  typeof value === (type === 'integer' ? 'number' : type);

function sameFacts(a: Schema, b: Schema): boolean {
  const text = (schema: Schema) =>
    JSON.stringify(Object.entries(schema).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

/** Bounds that fal's own default breaks, or a default that fal's own list lacks, are borrowed from a sibling: left out. */
export const consistentInput = (input: Schema): Schema => ({
  ...input,
  properties: Object.fromEntries(
    Object.entries(input.properties ?? {}).map(([name, schema]) => [name, consistent(schema)]),
  ),
});

function consistent(schema: Schema): Schema {
  const { default: standard, minimum, maximum = Infinity, ...rest } = schema;
  if (standard === undefined) return schema;
  if (minimum !== undefined && (Number(standard) < minimum || Number(standard) > maximum))
    return { ...rest, default: standard };
  if (schema.enum !== undefined && !schema.enum.includes(standard)) return rest;
  return schema;
}
