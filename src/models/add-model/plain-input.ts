import { safeText } from '../../util/safe-text.ts';
import type { ArgumentSchema, InputSchema } from '../from-schema/arguments-of-schema.ts';
import { oneLine, type Strange } from './strange.ts';

export interface PlainInput {
  properties: Record<string, ArgumentSchema>;
  required: string[];
  strange: Strange[];
}

/**
 * The input of an endpoint with its references in place, without the `null` of optional arguments (fal writes
 * `anyOf: [string, null]`), and without a word of somebody else's prose: titles and descriptions stay behind,
 * since what is written into a preset is read by agents.
 */
export function plainInput(input: InputSchema, definitions: Record<string, unknown>): PlainInput {
  const properties: Record<string, ArgumentSchema> = {};
  const strange: Strange[] = [];
  const named = Object.entries(input.properties ?? {});
  if (named.length > MOST_FIELDS) {
    const why = `the input has ${named.length} fields, more than ${MOST_FIELDS}`;
    return {
      properties,
      required: [],
      strange: [{ field: 'input', why, decide: 'whether this is a schema of fal' }],
    };
  }
  for (const [name, schema] of named) {
    try {
      if (!NAME.test(name))
        throw new Unreadable('the name is not one that fal uses', 'whether it is an argument');
      properties[name] = flatten(schema, { definitions, within: [], left: { nodes: MOST_NODES } });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      strange.push({ field: oneLine(name, 64), why: error.message, decide: error.decide });
    }
  }
  const required = (input.required ?? []).map(String);
  for (const name of required) {
    if (Object.hasOwn(input.properties ?? {}, name)) continue;
    const why = 'it is required, but not among the fields';
    strange.push({ field: oneLine(name, 64), why, decide: 'what it takes' });
  }
  return { properties, required, strange };
}

/** More than any endpoint of the published types has; a hostile file may have more. */
const MOST_FIELDS = 200;
const MOST_NODES = 2000;
const MOST_VALUES = 300;
const NAME = /^[a-z][a-z0-9_]{0,63}$/i;

class Unreadable extends Error {
  readonly decide: string;
  constructor(why: string, decide: string) {
    super(why);
    this.decide = decide;
  }
}

interface Place {
  definitions: Record<string, unknown>;
  /** The references that led here. */
  within: readonly string[];
  left: { nodes: number };
}

function flatten(given: unknown, place: Place): ArgumentSchema {
  place.left.nodes -= 1;
  if (place.left.nodes < 0) throw new Unreadable('its schema is too large', 'what it takes');
  if (!isRecord(given)) throw new Unreadable('its schema is not an object', 'what it takes');
  const { $ref: reference, allOf } = given;
  if (reference !== undefined) return withDefault(given, followed(reference, place));
  // How pydantic writes a reference with a default beside it.
  if (Array.isArray(allOf) && allOf.length === 1) return withDefault(given, flatten(allOf[0], place));
  const ways = given['anyOf'] ?? given['oneOf'];
  if (Array.isArray(ways)) {
    const plain = ways
      .filter((way) => !isRecord(way) || way['type'] !== 'null')
      .map((way) => flatten(way, place));
    const [only] = plain;
    if (only === undefined) throw new Unreadable('it takes nothing but null', 'what it takes');
    return withDefault(given, plain.length === 1 ? only : { anyOf: plain });
  }
  return withDefault(given, { ...numbersOf(given), ...shapeOf(given, place) });
}

function followed(reference: unknown, place: Place): ArgumentSchema {
  const name = typeof reference === 'string' ? /^#\/definitions\/([^/]+)$/.exec(reference)?.[1] : undefined;
  if (name === undefined || !Object.hasOwn(place.definitions, name)) {
    throw new Unreadable('its schema refers to something that is not there', 'what it takes');
  }
  if (place.within.includes(name)) throw new Unreadable('its schema refers to itself', 'what it takes');
  return flatten(place.definitions[name], { ...place, within: [...place.within, name] });
}

function shapeOf(
  { type, enum: values, const: only, items, properties, required }: ArgumentSchema,
  place: Place,
): ArgumentSchema {
  const listed = values ?? (only === undefined ? undefined : [only]);
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(listed === undefined ? {} : { enum: checkedValues(listed) }),
    ...(isRecord(items) ? { items: flatten(items, place) } : {}),
    ...(isRecord(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, member]) => {
              if (!NAME.test(name))
                throw new Unreadable('a member has a name that fal does not use', 'what it takes');
              return [name, flatten(member, place)];
            }),
          ),
          required: Array.isArray(required) ? required.filter((name) => Object.hasOwn(properties, name)) : [],
        }
      : {}),
  };
}

const NUMBERS = ['minimum', 'maximum', 'maxLength', 'minItems', 'maxItems'] as const;

const numbersOf = (schema: Record<string, unknown>): ArgumentSchema =>
  Object.fromEntries(
    NUMBERS.flatMap((name) => (Number.isFinite(schema[name]) ? [[name, schema[name]] as const] : [])),
  );

/** Values are copied as they are, so each must be a short plain one. */
function checkedValues(values: unknown): readonly unknown[] {
  const decide = 'which values it takes';
  if (!Array.isArray(values) || values.length === 0)
    throw new Unreadable('its list of values is empty', decide);
  if (values.length > MOST_VALUES) throw new Unreadable(`it lists more than ${MOST_VALUES} values`, decide);
  const plain = values.filter((value) => value !== null);
  if (!plain.every(isPlain)) throw new Unreadable('a listed value is not a short plain one', decide);
  return plain;
}

/** fal's default is a fact worth keeping; a long text is not kept, and fal applies it all the same. */
function withDefault({ default: standard }: Record<string, unknown>, schema: ArgumentSchema): ArgumentSchema {
  return isPlain(standard) ? { ...schema, default: standard } : schema;
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'boolean' || Number.isFinite(value)) return true;
  return (
    typeof value === 'string' && value.length <= 60 && safeText(value, 60) === value && !/[\t\n]/.test(value)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
