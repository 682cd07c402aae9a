import type { PresetArgument } from './presets/preset-arguments.ts';

/** As much of a JSON Schema as the arguments of an endpoint use. */
export interface InputSchema {
  properties?: Record<string, ArgumentSchema>;
  required?: readonly string[];
}

export interface ArgumentSchema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly ArgumentSchema[];
  oneOf?: readonly ArgumentSchema[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  default?: unknown;
  description?: string;
  [other: string]: unknown;
}

/** The arguments of an endpoint as its JSON Schema states them; what has no plain type may be anything. */
export function argumentsOfSchema({ properties = {}, required = [] }: InputSchema): PresetArgument[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: required.includes(name),
    ...shapeOf(schema),
    ...(schema.default === undefined || schema.default === null ? {} : { default: schema.default }),
    ...(schema.description ? { about: schema.description } : {}),
  }));
}

function shapeOf(schema: ArgumentSchema): Omit<PresetArgument, 'name' | 'required'> {
  const ways = waysOf(schema);
  const listed = ways.flatMap((way) => way.enum ?? (way.const === undefined ? [] : [way.const]));
  const allowed = listed.filter(isScalar);
  const first = ways.find((way) => way.enum !== undefined) ?? ways[0] ?? schema;
  const closed =
    allowed.length > 0 &&
    ways.every((way) => way.enum !== undefined || way.const !== undefined || typeOf(way) === 'object');
  const { minimum, maximum, maxLength, maxItems } = first;
  return {
    type: closed ? (first.type === 'integer' ? 'integer' : typeOfValue(allowed[0])) : typeOfAll(ways),
    ...(closed ? { allowed } : {}),
    ...(closed && ways.some((way) => way.enum === undefined && typeOf(way) === 'object')
      ? { or_object: true }
      : {}),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(maxLength === undefined ? {} : { max_length: maxLength }),
    ...(maxItems === undefined ? {} : { max_items: maxItems }),
  };
}

/** The alternatives of a schema without `null`; the schema itself where it has none. */
function waysOf(schema: ArgumentSchema): ArgumentSchema[] {
  const ways = schema.anyOf ?? schema.oneOf;
  return ways === undefined ? [schema] : ways.flatMap(waysOf).filter((way) => way.type !== 'null');
}

/** `any` where the alternatives differ: `string | number`. */
function typeOfAll(ways: readonly ArgumentSchema[]): PresetArgument['type'] {
  const [only = 'any', ...others] = new Set(ways.map(typeOf));
  return others.length === 0 ? only : 'any';
}

function typeOf({ type, ...schema }: ArgumentSchema): PresetArgument['type'] {
  const named = typeof type === 'string' ? type : type?.find((each) => each !== 'null');
  if (named !== undefined && isType(named)) return named;
  if (schema.enum !== undefined) return typeOfValue(schema.enum[0]);
  return schema['$ref'] === undefined && schema['properties'] === undefined ? 'any' : 'object';
}

function typeOfValue(value: unknown): PresetArgument['type'] {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const TYPES = [
  'string',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
] as const satisfies PresetArgument['type'][];
const isType = (type: string): type is PresetArgument['type'] => TYPES.some((each) => each === type);
