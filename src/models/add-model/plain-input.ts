import type { ArgumentSchema, InputSchema } from '../arguments-of-schema.ts';
import { circularTypes, LEADS_TO_ITSELF } from '../from-schema/circular-types.ts';
import { isName, isNumber, isPlain, isPlainWhole, isRecord } from './plain-value.ts';
import { oneLine, type Strange } from './strange.ts';

export interface PlainInput {
  properties: Record<string, ArgumentSchema>;
  required: string[];
  /** Fields whose schema the document refers to and does not have: they take anything. */
  open: string[];
  strange: Strange[];
}

/**
 * The input of an endpoint with its references in place, without the `null` of optional arguments (fal writes
 * `anyOf: [string, null]`), and without a word of somebody else's prose: titles and descriptions stay behind,
 * since what is written into a preset is read by agents. `known` holds defaults that may stay although they are long.
 */
export function plainInput(
  input: InputSchema,
  definitions: Record<string, unknown>,
  known: Record<string, ArgumentSchema> = {},
): PlainInput {
  const plain: PlainInput = { properties: {}, required: [], open: [], strange: [] };
  const named = Object.entries(input.properties ?? {});
  if (named.length > MOST_FIELDS) {
    const why = `the input has ${named.length} fields, more than ${MOST_FIELDS}`;
    return { ...plain, strange: [{ field: 'input', why, decide: 'whether this is a schema of fal' }] };
  }
  const circular = circularTypes(definitions);
  for (const [name, schema] of named) {
    try {
      if (!isName(name))
        throw new Unreadable('the name is not one that fal uses', 'whether it is an argument');
      const reading = { nodes: MOST_NODES, lost: false };
      const flat = flatten(schema, { definitions, circular, within: [], reading });
      plain.properties[name] = withKnownDefault(flat, schema, known[name]?.default);
      if (reading.lost) plain.open.push(name);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      plain.strange.push({ field: oneLine(name, 64), why: error.message, decide: error.decide });
    }
  }
  plain.required = (input.required ?? []).map(String);
  for (const name of plain.required) {
    if (Object.hasOwn(input.properties ?? {}, name)) continue;
    const why = 'it is required, but not among the fields';
    plain.strange.push({ field: oneLine(name, 64), why, decide: 'what it takes' });
  }
  return plain;
}

/** More than any endpoint of the published types has; a hostile file may have more. */
const MOST_FIELDS = 200;
const MOST_NODES = 2000;
/** An avatar is chosen among hundreds. */
const MOST_VALUES = 2000;

class Unreadable extends Error {
  readonly decide: string;
  constructor(why: string, decide: string) {
    super(why);
    this.decide = decide;
  }
}

interface Place {
  definitions: Record<string, unknown>;
  /** Types that lead to themselves and say nothing. */
  circular: ReadonlySet<string>;
  /** The references that led here. */
  within: readonly string[];
  /** How much more is read, and whether a reference led nowhere. */
  reading: { nodes: number; lost: boolean };
}

function flatten(given: unknown, place: Place): ArgumentSchema {
  place.reading.nodes -= 1;
  if (place.reading.nodes < 0) throw new Unreadable('its schema is too large', 'what it takes');
  // JSON Schema for "anything".
  if (given === true) return {};
  if (!isRecord(given)) throw new Unreadable('its schema is not an object', 'what it takes');
  const { $ref: reference, allOf } = given;
  const parts = [
    ...(reference === undefined ? [] : [followed(reference, place)]),
    // How pydantic writes a reference with a default beside it.
    ...(Array.isArray(allOf) ? allOf.map((part) => flatten(part, place)) : []),
    alternatives(given['anyOf'] ?? given['oneOf'], place),
    { ...numbersOf(given), ...shapeOf(given, place) },
  ];
  return withDefault(given, parts.reduce(both));
}

/** What both say together. */
function both(one: ArgumentSchema, other: ArgumentSchema): ArgumentSchema {
  const [members, further] = [one['properties'], other['properties']];
  if (members === undefined || further === undefined) return { ...one, ...other };
  const required = [one, other].flatMap((each) => each['required'] as string[]);
  return { ...one, ...other, properties: { ...members, ...further }, required };
}

function alternatives(given: unknown, place: Place): ArgumentSchema {
  if (!Array.isArray(given)) return {};
  const ways = given
    .filter((way) => !isRecord(way) || way['type'] !== 'null')
    .map((way) => flatten(way, place));
  const [only = {}] = ways;
  return ways.length < 2 ? only : together(ways);
}

/** Values that are listed one by one, as a union of constants is written, are one list. */
function together(ways: readonly ArgumentSchema[]): ArgumentSchema {
  const lists = ways.filter((way) => way.enum !== undefined);
  if (lists.length < 2) return { anyOf: ways };
  const types = [...new Set(lists.map(({ type }) => type))];
  const list: ArgumentSchema = {
    ...(types.length === 1 && types[0] !== undefined ? { type: types[0] } : {}),
    enum: lists.flatMap((way) => way.enum ?? []),
  };
  const others = ways.filter((way) => way.enum === undefined);
  return others.length === 0 ? list : { anyOf: [list, ...others] };
}

/** A type that the document lacks may be anything; one that holds itself, in a member or a list, is read once. */
function followed(reference: unknown, place: Place): ArgumentSchema {
  const { definitions, circular, within, reading } = place;
  const name = typeof reference === 'string' ? /^#\/definitions\/([^/]+)$/.exec(reference)?.[1] : undefined;
  if (name === undefined || !Object.hasOwn(definitions, name)) {
    reading.lost = true;
    return {};
  }
  if (circular.has(name))
    throw new Unreadable(`its type ${oneLine(name, 64)} ${LEADS_TO_ITSELF}`, 'what it takes');
  if (within.includes(name)) return {};
  return flatten(definitions[name], { ...place, within: [...within, name] });
}

function shapeOf(
  { type, enum: values, const: only, items, properties, required }: ArgumentSchema,
  place: Place,
): ArgumentSchema {
  const listed = values ?? (only === undefined ? undefined : [only]);
  const types = [type ?? []].flat().filter((each) => each !== 'null');
  return {
    ...(types.length === 1 ? { type: types[0] } : {}),
    ...(types.length > 1 ? { anyOf: types.map((each) => ({ type: each })) } : {}),
    ...(listed === undefined ? {} : { enum: checkedValues(listed) }),
    ...(isRecord(items) ? { items: flatten(items, place) } : {}),
    ...(isRecord(properties) ? membersOf(properties, required, place) : {}),
  };
}

function membersOf(members: Record<string, unknown>, required: unknown, place: Place): ArgumentSchema {
  // Only samples are made of members, so that a strange one may stay behind.
  const plain = Object.entries(members).filter(([name]) => isName(name));
  const names = plain.map(([name]) => name);
  return {
    properties: Object.fromEntries(plain.map(([name, member]) => [name, flatten(member, place)])),
    required: Array.isArray(required) ? required.filter((name: string) => names.includes(name)) : [],
  };
}

const NUMBERS = ['minimum', 'maximum', 'multipleOf', 'maxLength', 'minItems', 'maxItems'] as const;

/** Bounds; those that exclude their own value as the next whole number where only whole ones are taken. */
function numbersOf(schema: Record<string, unknown>): ArgumentSchema {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  // OpenAPI 3.0 says `true` beside the bound, later drafts put the bound itself there.
  const above = [exclusiveMinimum === true ? minimum : exclusiveMinimum].filter(isNumber);
  const below = [exclusiveMaximum === true ? maximum : exclusiveMaximum].filter(isNumber);
  const stated = Object.fromEntries(
    NUMBERS.flatMap((name) => (isNumber(schema[name]) ? [[name, schema[name]] as const] : [])),
  );
  const types = [type ?? []].flat().filter((each) => each !== 'null');
  if (types.length !== 1 || types[0] !== 'integer') {
    return {
      ...stated,
      ...(above[0] === undefined ? {} : { exclusiveMinimum: above[0] }),
      ...(below[0] === undefined ? {} : { exclusiveMaximum: below[0] }),
    };
  }
  const lowest = Math.max(...[minimum, ...above.map((bound) => Math.floor(bound) + 1)].filter(isNumber));
  const highest = Math.min(...[maximum, ...below.map((bound) => Math.ceil(bound) - 1)].filter(isNumber));
  return {
    ...stated,
    ...(Number.isFinite(lowest) ? { minimum: lowest } : {}),
    ...(Number.isFinite(highest) ? { maximum: highest } : {}),
  };
}

/** Values are copied as they are, so each must be a short plain one. */
function checkedValues(values: unknown): readonly unknown[] {
  const decide = 'which values it takes';
  const given = Array.isArray(values) ? values.filter((value) => value !== null) : [];
  if (given.length === 0) throw new Unreadable('its list of values is empty', decide);
  if (given.length > MOST_VALUES) throw new Unreadable(`it lists more than ${MOST_VALUES} values`, decide);
  if (!given.every(isPlain)) throw new Unreadable('a listed value is not a short plain one', decide);
  return given;
}

/** fal's default is a fact worth keeping; a long text is not kept, and fal applies it all the same. */
function withDefault({ default: standard }: Record<string, unknown>, schema: ArgumentSchema): ArgumentSchema {
  return isPlainWhole(standard) ? { ...schema, default: standard } : schema;
}

/** A long default that the snapshot has, word for word, has been read by somebody. */
function withKnownDefault(plain: ArgumentSchema, schema: unknown, known: unknown): ArgumentSchema {
  const standard = isRecord(schema) ? schema['default'] : undefined;
  const isKnown = standard !== undefined && JSON.stringify(standard) === JSON.stringify(known);
  return isKnown ? { ...plain, default: standard } : plain;
}
