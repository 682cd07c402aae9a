/** Members of a rule that name an argument of the model. */
const NAMES = ['argument', 'frames_argument', 'size_argument', 'per_second_argument', 'up_to'];

/**
 * The arguments that a rule of the price list speaks of, as it is written there. A way of naming one that is
 * missing here makes a price unknown, never too low.
 */
export function argumentsNamed(rule: unknown): ReadonlySet<string> {
  const named = new Set<string>();
  collect(rule, named);
  return named;
}

function collect(value: unknown, named: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [member, inside] of Object.entries(value)) {
    if (NAMES.includes(member) && typeof inside === 'string') named.add(inside);
    for (const name of namedBy(member, inside)) named.add(name);
    collect(inside, named);
  }
}

function namedBy(member: string, inside: unknown): string[] {
  switch (member) {
    case 'keys':
      return Array.isArray(inside) ? inside.map(String) : [];
    case 'defaults':
      return Object.keys(Object(inside));
    // These speak of arguments without their names.
    case 'voice_key':
      return ['voice_ids', 'elements'];
    case 'base_seconds':
      return ['duration'];
    case 'sizes':
      return ['resolution', 'aspect_ratio'];
    default:
      return [];
  }
}

/** The keys of its tables whose default fal's price page does not print. */
export function keysWithoutDefault(rule: unknown): string[] {
  if (typeof rule !== 'object' || rule === null) return [];
  return Object.entries(rule).flatMap(([member, inside]: [string, unknown]) =>
    member === 'defaults_unknown' && Array.isArray(inside) ? inside.map(String) : keysWithoutDefault(inside),
  );
}
