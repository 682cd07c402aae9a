// What was settled, over the rows of the price list.
import { SETTLED } from './settled.mjs';

/** The rows with what was settled, in the order of their ids; rows that are new come in. */
export function settle(rows) {
  const byId = new Map(rows.map((row) => [row.endpoint_id, row]));
  for (const { ids, finding, source, row: whole, patch = {} } of SETTLED) {
    for (const id of ids) {
      const row = whole ?? byId.get(id);
      if (row === undefined) throw new Error(`settled: no row of ${id}`);
      const note = `${finding} Source: ${source}.`;
      const said = row.note.includes(note) ? row.note : [row.note, note].filter(Boolean).join(' ');
      byId.set(id, { ...merge(row, patch), note: said });
    }
  }
  return [...byId.values()].toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1));
}

/** A JSON merge patch (RFC 7396): `null` takes a member away. */
function merge(target, patch) {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const into = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete into[name];
    else into[name] = merge(into[name], value);
  }
  return into;
}
