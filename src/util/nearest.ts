import { slips } from './slips.ts';

/** The known names closest to a mistyped one, best first: for "did you mean". */
export function nearest(name: string, known: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase();
  return [...known]
    .map((candidate) => ({ candidate, distance: distanceBetween(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(3, candidate.length / 2))
    .toSorted((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** A name that holds the other counts as close. */
const distanceBetween = (a: string, b: string) => (a.length >= 3 && b.includes(a) ? 1 : slips(a, b));
