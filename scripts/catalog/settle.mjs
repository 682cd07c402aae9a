// Where the recorded and the published description of an endpoint differ, `settled.json` says which stands and why. A
// decision names both values, so that it does not go on deciding when one of them changes.

const NOTHING = null;

/**
 * The chooser of one build, and what it was asked. A difference that nobody settled goes to the newer source, and is told
 * as `why: null`; a decision that met no difference is stale.
 */
export function settler(decisions) {
  const known = new Map(
    decisions.flatMap(({ take, why, of }, index) =>
      Object.entries(of).flatMap(([id, places]) =>
        Object.entries(places).map(([place, values]) => [
          keyOf(id, place, values),
          { take, why, decision: index },
        ]),
      ),
    ),
  );
  const met = new Set();
  const differences = [];
  return {
    differences,
    choose: (id) => (difference) => {
      const { field, fact, older, newer } = difference;
      const place = `${field}.${fact}`;
      const values = [shown(older), shown(newer)];
      const key = keyOf(id, place, values);
      const { take = 'newer', why = null, decision = null } = known.get(key) ?? {};
      met.add(key);
      differences.push({ id, place, values, taken: take, why, decision });
      return take;
    },
    stale: () => [...known.keys()].filter((key) => !met.has(key)),
  };
}

/** A field as a whole is there or not; other facts are their values. */
const shown = (value) =>
  value === undefined ? NOTHING : typeof value === 'object' && !Array.isArray(value) ? 'a field' : value;

const keyOf = (id, place, values) => JSON.stringify([id, place, ...values]);
