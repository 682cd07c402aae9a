// Schemas that `fal-video models refresh` read from fal's Platform API: whole documents, younger than every other source,
// which they replace.
import type { CatalogEntry } from '../../src/models/catalog.ts';
import { type LiveEntry, withoutOrigins } from '../../src/models/live/merge-live.ts';
import { isObject } from '../../src/util/json.ts';
import { familyOf } from './describe-endpoint.ts';
import type { Refreshed } from './source-files.ts';

/** The rows to keep, from those that are kept and what was read now; one an endpoint, the youngest. */
export function takeRefreshed(kept: readonly Refreshed[], read: readonly LiveEntry[]): Refreshed[] {
  const rows = new Map(kept.map((row) => [row.endpoint_id, row]));
  for (const { input, result, definitions = {}, problem: _, ...facts } of read) {
    const before = rows.get(facts.endpoint_id);
    if (input === undefined || (before !== undefined && before.as_of > facts.as_of)) continue;
    rows.set(facts.endpoint_id, {
      ...facts,
      input: inlined(input, definitions),
      ...(result === undefined ? {} : { result: inlined(result, definitions) }),
    });
  }
  return [...rows.values()].toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1));
}

type Values = Record<string, unknown>;

/** A schema without references, since the names of types are each endpoint's own. A type inside itself is left open. */
function inlined({ $ref, ...rest }: Values, definitions: Values, inside: readonly string[] = []): Values {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each);
    return isObject(value) ? inlined(value, definitions, inside) : value;
  };
  const plain = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, each(value)]));
  const name = typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? '') : '';
  const named = definitions[name];
  if (inside.includes(name) || !isObject(named)) return plain;
  return { ...inlined(named, definitions, [...inside, name]), ...plain };
}

/** The entries with what was refreshed in place of what the older sources say. */
export function withRefreshed(endpoints: readonly CatalogEntry[], refreshed: readonly Refreshed[]) {
  const known = new Map(endpoints.map((entry) => [entry.endpoint_id, entry]));
  for (const { endpoint_id, tasks, medium, retired, input, result, ...facts } of refreshed) {
    const before = known.get(endpoint_id);
    const { status, ...rest }: Partial<CatalogEntry> = before === undefined ? {} : withoutOrigins(before);
    known.set(endpoint_id, {
      endpoint_id,
      tasks: tasks ?? [],
      medium: medium ?? 'video',
      family: familyOf(endpoint_id),
      ...rest,
      ...statusOf(status, retired),
      ...facts,
      source: "fal's Platform API",
      input,
      ...(result === undefined ? {} : { result }),
    });
  }
  return [...known.values()];
}

/** What fal answers for is listed; a retirement by its word alone has no successor, which takes a line in `retired.ts`. */
function statusOf(before: CatalogEntry['status'], retired?: string): Partial<Pick<CatalogEntry, 'status'>> {
  if (before?.state === 'retired') return { status: before };
  const why = `fal lists it as deprecated since ${retired} or before`;
  return retired === undefined ? {} : { status: { state: 'unlisted', why } };
}
