import type { Preset } from './presets/preset-shape.ts';

/** Models to offer in place of one: those whose endpoint shares most of its path come first. */
export function nearestFirst(preset: Preset, others: readonly Preset[]): Preset[] {
  const shared = new Map(others.map((other) => [other, sharedSegments(preset, other)]));
  return others
    .filter(({ endpoint_id }) => endpoint_id !== preset.endpoint_id)
    .toSorted((a, b) => (shared.get(b) ?? 0) - (shared.get(a) ?? 0));
}

function sharedSegments(one: Preset, other: Preset): number {
  const theirs = other.endpoint_id.split('/');
  const parting = one.endpoint_id.split('/').findIndex((segment, index) => segment !== theirs[index]);
  return (parting < 0 ? theirs.length : parting) + (one.family === other.family ? 1 : 0);
}
