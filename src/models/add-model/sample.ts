import type { ArgumentSchema } from '../arguments-of-schema.ts';

/** A value that a plain schema takes, other than its default where there is a choice: what a table of bodies sends. */
export function sampleOf(schema: ArgumentSchema): unknown {
  const { enum: values, anyOf: ways, default: standard, type } = schema;
  if (values !== undefined) return values.findLast((value) => value !== standard) ?? values[0];
  if (ways !== undefined) {
    return sampleOf(
      ways.find((way) => way.enum !== undefined) ??
        ways.find((way) => way.type === 'string') ??
        ways[0] ??
        {},
    );
  }
  switch (type) {
    case 'boolean':
      return standard !== true;
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'array':
      return sampleList(schema);
    case 'object':
      return sampleObject(schema);
    default:
      return 'x';
  }
}

function sampleNumber({ minimum, maximum, default: standard }: ArgumentSchema): number {
  const bounds = [minimum, maximum].flatMap((bound) => (Number.isInteger(bound) ? [bound as number] : []));
  const fits = (value: number) => value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  const fitting = [...bounds, 1, 0].filter(fits);
  return fitting.find((value) => value !== standard) ?? fitting[0] ?? minimum ?? maximum ?? 1;
}

function sampleList({ items, minItems: least }: ArgumentSchema): unknown[] {
  const one = items === undefined ? 'x' : sampleOf(items as ArgumentSchema);
  return Array.from({ length: Math.max(1, typeof least === 'number' ? least : 1) }, () => one);
}

function sampleObject({ properties, required }: ArgumentSchema): Record<string, unknown> {
  const members = (properties ?? {}) as Record<string, ArgumentSchema>;
  const names = (required ?? []) as string[];
  return Object.fromEntries(names.map((name) => [name, sampleOf(members[name] ?? {})]));
}
