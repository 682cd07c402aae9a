export type Schema = Record<string, unknown>;

/** The alternatives of a field, `null` left out. */
export function waysOf(schema: Schema): Schema[] {
  const inside = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap(
    (list) => (list ?? []) as Schema[],
  );
  const ways = inside.length === 0 ? [schema] : inside.flatMap(waysOf);
  return ways.filter(({ type }) => type !== 'null');
}

export const shown = (value: unknown) => (JSON.stringify(value) ?? 'none').slice(0, 120);
