import { editDistance } from './edit-distance.ts';

/** The known names closest to a mistyped one, best first: for "did you mean". */
export function nearest(name: string, known: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase();
  return [...known]
    .map((candidate) => ({ candidate, distance: distanceTo(candidate.toLowerCase(), wanted) }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** A name that holds the other counts as close, one that differs by capitals alone as the one meant. What is too far off by its length alone is not compared. */
function distanceTo(candidate: string, wanted: string): number {
  if (candidate === wanted) return 0;
  if (wanted.length >= 3 && candidate.includes(wanted)) return 1;
  const most = Math.max(3, candidate.length / 2);
  if (Math.abs(candidate.length - wanted.length) > most) return Infinity;
  const distance = editDistance(wanted, candidate);
  return distance <= most ? distance : Infinity;
}
