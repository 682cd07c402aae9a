import { isObject } from '../../util/json.ts';
import { safeText } from '../../util/safe-text.ts';

/**
 * What of a JSON Schema says which values are taken. Words for people are left behind: they are fal's, not ours;
 * and patterns, which could make a check take for ever.
 */
const KEPT = [
  'type',
  'enum',
  'const',
  'default',
  'format',
  'minimum',
  'maximum',
  'multipleOf',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'required',
  '$ref',
];
const LISTS = ['anyOf', 'oneOf', 'allOf'];
const SINGLE = ['items', 'additionalProperties'];

/**
 * A schema from outside as the catalog keeps it: only what decides about values, `X or null` as X (nothing is
 * ever sent as null unasked), and no text that would not be shown as it is. Throws where such a text is a name
 * or an allowed value, or where something is no schema at all.
 */
export function tidySchema(schema: unknown): Record<string, unknown> {
  if (!isObject(schema)) throw new Error('it holds something in place of a schema');
  const alternatives = LISTS.flatMap((name) => (Array.isArray(schema[name]) ? [name] : []));
  const [only] = alternatives.length === 1 ? alternatives.map((name) => withoutNull(schema[name])) : [];
  // `{anyOf: [X, null], default}`, as pydantic writes what may be left out.
  if (only?.length === 1) return tidySchema({ ...schema, ...dropped(alternatives), ...toObject(only[0]) });
  return Object.fromEntries([
    ...KEPT.flatMap((name) => keptMember(name, schema[name])),
    ...(schema['properties'] === undefined ? [] : [['properties', tidyProperties(schema['properties'])]]),
    // Arguments that fal does not name are refused where its schema says so.
    ...(schema['additionalProperties'] === false ? [['additionalProperties', false]] : []),
    ...SINGLE.flatMap((name) => (isObject(schema[name]) ? [[name, tidySchema(schema[name])]] : [])),
    ...alternatives.map((name) => [name, (schema[name] as unknown[]).map(tidySchema)]),
  ]) as Record<string, unknown>;
}

function tidyProperties(properties: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(toObject(properties)).map(([name, schema]) => {
      if (!/^[\w.-]{1,100}$/.test(name)) throw new Error(`it names an argument "${safeText(name, 60)}"`);
      return [name, tidySchema(schema)];
    }),
  );
}

function keptMember(name: string, value: unknown): [string, unknown][] {
  if (value === undefined) return [];
  // OpenAPI 3.0 writes `true` here, which no later draft takes.
  if (name.startsWith('exclusive') && typeof value !== 'number') return [];
  if (name === 'type' && Array.isArray(value)) return [[name, typeWithoutNull(value)]];
  // `null` is fal's "nothing": no default.
  if (name === 'default') return value !== null && isShowable(value) ? [[name, value]] : [];
  if (!isShowable(value)) throw new Error('it holds values that cannot be shown as they are');
  return [[name, value]];
}

function typeWithoutNull(types: readonly unknown[]): unknown {
  const others = types.filter((type) => type !== 'null');
  return others.length === 1 ? others[0] : others;
}

const withoutNull = (ways: unknown) =>
  (ways as unknown[]).filter((way) => !isObject(way) || way['type'] !== 'null');

const dropped = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, undefined]));

/** Whether every text in it stays the same when it is made safe. */
function isShowable(value: unknown): boolean {
  if (typeof value === 'string') return safeText(value, 5000) === value;
  if (Array.isArray(value)) return value.every(isShowable);
  return (
    !isObject(value) || Object.entries(value).every(([key, each]) => isShowable(key) && isShowable(each))
  );
}

function toObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Error('it holds something in place of a schema');
  return value;
}
