type Schema = Record<string, unknown>;

/**
 * Places inside the arguments of which the endpoint's schema knows nothing, though it knows what stands around
 * them: `elements.0.weight`. What it leaves open as a whole has none.
 */
export function unknownPlaces(schema: Schema, args: Record<string, unknown>): string[] {
  const properties = schemasIn(schema['properties']);
  return Object.entries(args).flatMap(([name, value]) => {
    const known = properties[name];
    return known === undefined ? [] : placesIn(value, waysOf(known, schema), name, schema);
  });
}

function placesIn(value: unknown, ways: readonly Schema[], path: string, whole: Schema): string[] {
  if (Array.isArray(value)) {
    const items = ways.flatMap(({ items: each }) => (isSchema(each) ? waysOf(each, whole) : []));
    return value.flatMap((item, index) => placesIn(item, items, `${path}.${index}`, whole));
  }
  const objects = ways.filter((way) => isSchema(way['properties']));
  const isOpen = objects.length === 0 || ways.some((way) => isSchema(way['additionalProperties']));
  if (!isSchema(value)) return [];
  return Object.entries(value).flatMap(([name, inside]) => {
    const known = objects.flatMap((way) => {
      const member = schemasIn(way['properties'])[name];
      return member === undefined ? [] : waysOf(member, whole);
    });
    if (known.length === 0) return isOpen ? [] : [`${path}.${name}`];
    return placesIn(inside, known, `${path}.${name}`, whole);
  });
}

/** The shapes that a schema allows, its choices and references followed. */
function waysOf(schema: Schema, whole: Schema, seen: ReadonlySet<Schema> = new Set()): Schema[] {
  if (seen.has(schema)) return [];
  const after = new Set([...seen, schema]);
  const inside = ['anyOf', 'oneOf', 'allOf'].flatMap((name) => {
    const list = schema[name];
    return Array.isArray(list) ? list.filter(isSchema) : [];
  });
  const { $ref } = schema;
  const name = typeof $ref === 'string' ? /^#\/definitions\/(.+)$/.exec($ref)?.[1] : undefined;
  const meant = name === undefined ? undefined : schemasIn(whole['definitions'])[name];
  const further = meant === undefined ? inside : [...inside, meant];
  return [schema, ...further.flatMap((each) => waysOf(each, whole, after))];
}

const schemasIn = (value: unknown): Record<string, Schema | undefined> =>
  isSchema(value) ? (value as Record<string, Schema>) : {};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
