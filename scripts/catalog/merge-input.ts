// Two descriptions of one input, of different days: what only one knows is taken from it; where both speak, a choice
// is made by `choose`, and told as a difference. The shape of a field (nested types, uploads) is the newer one's.
import type { Choose } from './settle.ts';
import type { Schema } from './source-files.ts';

/** What may be said of a field beside its shape. */
export const FACTS = [
  'enum',
  'default',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
] as const;

/**
 * The merged input, and the names of the fields that have something of the older one. `choose({ field, fact, older, newer })`
 * is asked at every difference, and says `older` or `newer`. Where the newer one is `borrowed` from a sibling, a field
 * that the older one does not know is a difference, too: it may be the sibling's.
 */
export function mergeInput(older: Schema, newer: Schema, choose: Choose, { borrowed = false } = {}) {
  const properties: Record<string, Schema> = {};
  const fromOlder: string[] = [];
  for (const [field, schema] of Object.entries(newer.properties ?? {})) {
    const before = older.properties?.[field];
    if (before === undefined) {
      const stands = !borrowed || choose({ field, fact: 'field', newer: schema }) === 'newer';
      if (stands) properties[field] = schema;
      continue;
    }
    const merged = mergeField(field, before, schema, choose);
    properties[field] = merged;
    if (merged !== schema) fromOlder.push(field);
  }
  for (const [field, schema] of Object.entries(older.properties ?? {})) {
    if (newer.properties?.[field] !== undefined) continue;
    if (choose({ field, fact: 'field', older: schema }) === 'newer') continue;
    properties[field] = schema;
    fromOlder.push(field);
  }
  const { required: _, ...rest } = newer;
  const required = mergeRequired(older, newer, Object.keys(properties), choose);
  return { input: { ...rest, properties, ...(required.length > 0 ? { required } : {}) }, fromOlder };
}

/** The same object where the older one adds nothing. */
function mergeField(field: string, older: Schema, newer: Schema, choose: Choose): Schema {
  const facts: Record<string, unknown> = {};
  for (const fact of FACTS) {
    const [was, is] = [older[fact], newer[fact]];
    if (was === undefined || sameValue(was, is)) continue;
    // A list of values needs one plain type that they are of, and a default that is among them.
    if (fact === 'enum' && is === undefined && !fitsEnum(older.enum, newer)) continue;
    if (is === undefined || choose({ field, fact, older: was, newer: is }) === 'older') facts[fact] = was;
  }
  if (older.type === 'integer' && newer.type === 'number') facts['type'] = 'integer';
  return Object.keys(facts).length === 0 ? newer : { ...newer, ...facts };
}

const fitsEnum = (values: Schema['enum'] = [], { type, default: standard }: Schema) =>
  (type === undefined || values.every((each) => typeof each === type)) &&
  (standard === undefined || values.includes(standard));

function mergeRequired(older: Schema, newer: Schema, fields: readonly string[], choose: Choose): string[] {
  const [was, is] = [older.required ?? [], newer.required ?? []];
  const ordered = [...is, ...fields.filter((field) => !is.includes(field))];
  return ordered.filter((field) => {
    if (!fields.includes(field)) return false;
    const [needed, needs] = [was.includes(field), is.includes(field)];
    const both = older.properties?.[field] !== undefined && newer.properties?.[field] !== undefined;
    if (needed === needs || !both) return needed || needs;
    return choose({ field, fact: 'required', older: needed, newer: needs }) === 'older' ? needed : needs;
  });
}

/** Lists of values are the same in any order. */
function sameValue(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    JSON.stringify(Array.isArray(value) ? value.map((each) => JSON.stringify(each)).toSorted() : value);
  return text(a) === text(b);
}
