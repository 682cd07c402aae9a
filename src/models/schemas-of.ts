import { type Catalog, wholeSchema } from './catalog.ts';
import type { Known } from './summarize.ts';
import type { ModelSchemas } from './types.ts';

const whole = new WeakMap<object, Record<string, unknown>>();

/** The schemas with their nested types; the same object every time, so that each is compiled once. */
export function schemasOf({ preset, entry }: Known, catalog: Catalog): ModelSchemas {
  const part = (schema: Record<string, unknown> | undefined) => {
    if (entry === undefined || schema === undefined) return null;
    const made = whole.get(schema) ?? wholeSchema(catalog, entry, schema);
    whole.set(schema, made);
    return made;
  };
  return {
    input: part(entry?.input),
    result: part(entry?.result),
    partial: entry?.input === undefined || entry.partial === true,
    source: entry?.source ?? preset.source,
    as_of: entry?.as_of ?? preset.as_of,
  };
}
