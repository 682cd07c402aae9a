// Where the recorded and the published description of an endpoint differ, `settled.json` says which stands and why. A
// decision names both values, so that it does not go on deciding when one of them changes.
import type { Decision } from './source-files.ts';

type Side = Decision['take'];

/** Asked where two sources differ in a fact of a field: which stands. A fact that one of them lacks is absent. */
export type Choose = (difference: { field: string; fact: string; older?: unknown; newer?: unknown }) => Side;

export interface Difference {
  id: string;
  place: string;
  /** Older and newer. */
  values: unknown[];
  taken: Side;
  why: string | null;
  /** The number of the decision. */
  decision: number | null;
}

export type Settler = ReturnType<typeof settler>;

const NOTHING = null;
const NOBODY = { take: 'newer', why: null, decision: null } as const;

/**
 * The chooser of one build, and what it was asked. A difference that nobody settled goes to the newer source, and is told
 * as `why: null`; a decision that met no difference is stale.
 */
export function settler(decisions: readonly Decision[]) {
  const known = new Map(
    decisions.flatMap(({ take, why, of }, index) =>
      Object.entries(of).flatMap(([id, places]) =>
        Object.entries(places).map(
          ([place, values]) => [keyOf(id, place, values), { take, why, decision: index }] as const,
        ),
      ),
    ),
  );
  const met = new Set<string>();
  const differences: Difference[] = [];
  return {
    differences,
    choose:
      (id: string): Choose =>
      ({ field, fact, older, newer }) => {
        const place = `${field}.${fact}`;
        const values = [shown(older), shown(newer)];
        const key = keyOf(id, place, values);
        const { take, why, decision } = known.get(key) ?? NOBODY;
        met.add(key);
        differences.push({ id, place, values, taken: take, why, decision });
        return take;
      },
    /** Decisions that met no difference. */
    stale: () => [...known.keys()].filter((key) => !met.has(key)),
  };
}

/** A field as a whole is there or not; other facts are their values. */
const shown = (value: unknown) =>
  value === undefined ? NOTHING : typeof value === 'object' && !Array.isArray(value) ? 'a field' : value;

const keyOf = (id: string, place: string, values: readonly unknown[]) =>
  JSON.stringify([id, place, ...values]);
