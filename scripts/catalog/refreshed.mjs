// Schemas that `fal-video models refresh` read from fal's Platform API: whole documents, younger than every other source,
// which they replace.

/** The rows to keep, from those that are kept and the cache of a project; one an endpoint, the youngest. */
export function takeRefreshed(kept, cache) {
  const rows = new Map(kept.map((row) => [row.endpoint_id, row]));
  for (const { entry } of cache.entries) {
    const { input, result, definitions = {}, problem: _, ...facts } = entry;
    const before = rows.get(entry.endpoint_id);
    if (input === undefined || (before !== undefined && before.as_of > entry.as_of)) continue;
    rows.set(entry.endpoint_id, {
      ...facts,
      input: inlined(input, definitions),
      ...(result === undefined ? {} : { result: inlined(result, definitions) }),
    });
  }
  return [...rows.values()].toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1));
}

/** A schema without references, since the names of types are each endpoint's own. A type inside itself is left open. */
function inlined(value, definitions, inside = []) {
  if (Array.isArray(value)) return value.map((each) => inlined(each, definitions, inside));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...rest } = value;
  const plain = Object.fromEntries(
    Object.entries(rest).map(([name, each]) => [name, inlined(each, definitions, inside)]),
  );
  if (typeof $ref !== 'string') return plain;
  const name = $ref.split('/').at(-1);
  if (inside.includes(name) || definitions[name] === undefined) return plain;
  return { ...inlined(definitions[name], definitions, [...inside, name]), ...plain };
}

const OLDER = ['recorded', 'newer', 'newer_as_of', 'found', 'found_as_of', 'shared', 'partial'];

/** The entries with what was refreshed in place of what the older sources say. */
export function withRefreshed(endpoints, refreshed, familyOf) {
  const known = new Map(endpoints.map((entry) => [entry.endpoint_id, entry]));
  for (const { endpoint_id, tasks, medium, retired, input, result, ...facts } of refreshed) {
    const before = known.get(endpoint_id);
    const kept = Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => !OLDER.includes(name)));
    const { status, ...rest } = kept;
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

/** What fal answers for is listed; a retirement by its word alone has no successor, which takes a line in `retired.mjs`. */
function statusOf(before, retired) {
  if (before?.state === 'retired') return { status: before };
  const why = `fal lists it as deprecated since ${retired} or before`;
  return retired === undefined ? {} : { status: { state: 'unlisted', why } };
}
