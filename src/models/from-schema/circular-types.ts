/**
 * The named types that refer to themselves, or to such a type, before any member or list: nothing fits or fails them,
 * and a check that follows them never ends. A type that holds itself in a member is none of these.
 */
export function circularTypes(definitions: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const left = new Map(Object.entries(definitions).map(([name, schema]) => [name, referredBy(schema)]));
  const referring = new Map<string, string[]>();
  for (const [name, types] of left) {
    for (const type of types) {
      const others = referring.get(type) ?? [];
      others.push(name);
      referring.set(type, others);
    }
  }
  // Whoever refers to nobody who is left says something by itself, and is taken out.
  const plain = [...referring.keys(), ...left.keys()].filter((name) => (left.get(name)?.size ?? 0) === 0);
  for (let name = plain.pop(); name !== undefined; name = plain.pop()) {
    left.delete(name);
    for (const other of referring.get(name) ?? []) {
      const types = left.get(other);
      if (types?.delete(name) === true && types.size === 0) plain.push(other);
    }
  }
  return new Set(left.keys());
}

export const LEADS_TO_ITSELF = 'is only a reference to itself';

/** The types whose values are, or may be, those of the schema itself. */
function referredBy(schema: unknown): Set<string> {
  if (typeof schema !== 'object' || schema === null) return new Set();
  const { $ref, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
  const name = typeof $ref === 'string' ? /^#\/definitions\/([^/]+)$/.exec($ref)?.[1] : undefined;
  const ways = [anyOf, oneOf, allOf].filter((each) => Array.isArray(each)).flat() as unknown[];
  return new Set([...(name === undefined ? [] : [name]), ...ways.flatMap((way) => [...referredBy(way)])]);
}
