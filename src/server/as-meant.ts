import { isObject } from '../util/json.ts';
import type { JsonSchema } from './protocol/advertise.ts';

/**
 * Arguments as clients really send them, read as they were meant: `null` for what may be absent, JSON as a text where a
 * list or an object belongs, `"5"` and `"false"` where a number or a switch does. Only what can mean nothing else is
 * read. What fits stays as it is, so that the prompt "42" is a text; what is left does not fit, and is refused.
 */
export function asMeant(given: unknown, schema: JsonSchema): unknown {
  const kinds = kindsOf(schema);
  const value = kinds.some((kind) => fits(given, kind)) ? given : read(given, kinds);
  const [only, another] = kinds.filter((kind) => fits(value, kind));
  if (only?.['type'] === undefined || another !== undefined) return value;
  if (Array.isArray(value)) {
    const { items } = only;
    return isObject(items) ? value.map((item) => asMeant(item, items)) : value;
  }
  return isObject(value) ? withMembers(value, only) : value;
}

/** What may stand in this place, each kind by itself. */
function kindsOf(schema: JsonSchema): JsonSchema[] {
  const { anyOf, type } = schema;
  if (Array.isArray(anyOf)) return anyOf.flatMap(kindsOf);
  return Array.isArray(type) ? type.map((one: unknown) => ({ ...schema, type: one })) : [schema];
}

/** By its kind alone; bounds and patterns are for the schema. */
function fits(value: unknown, { type }: JsonSchema): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'integer':
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function withMembers(value: Record<string, unknown>, schema: JsonSchema): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties: others } = schema as Members;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => {
        const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
        const own = known ?? (isObject(others) ? others : {});
        const meant = asMeant(member, own);
        const isAbsent =
          meant === null && known !== undefined && !kindsOf(known).some((kind) => fits(null, kind));
        return [name, isAbsent && !required.includes(name) ? undefined : meant] as const;
      })
      .filter(([, member]) => member !== undefined),
  );
}

interface Members {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: unknown;
}

/** A text as the one of the kinds that it spells. */
function read(given: unknown, kinds: readonly JsonSchema[]): unknown {
  if (typeof given !== 'string' || given.length > MOST_CHARACTERS) return given;
  const spelled = spelledBy(given.trim());
  return spelled === null || kinds.some((kind) => fits(spelled, kind)) ? spelled : given;
}

/** A decimal as JSON has it too, of ordinary length: no 0x10, no 1e3, no 007. */
const DECIMAL = /^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/;

function spelledBy(text: string): unknown {
  if (text === 'null') return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (DECIMAL.test(text)) return Number(text);
  if (!/^[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isModest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const MOST_CHARACTERS = 1_000_000;
/** As many parts as a call may have, and deeper than anything means to be. */
const MOST_PARTS = 10_000;
const DEEPEST = 100;

function isModest(value: unknown): boolean {
  const left: [unknown, number][] = [[value, 0]];
  for (let seen = 0; left.length > 0; seen += 1) {
    const [part, depth] = left.pop() ?? [null, 0];
    if (seen > MOST_PARTS || depth > DEEPEST) return false;
    if (typeof part !== 'object' || part === null) continue;
    for (const member of Object.values(part)) left.push([member, depth + 1]);
  }
  return true;
}
