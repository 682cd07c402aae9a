import type { Catalog, CatalogEntry } from './catalog.ts';

const MOST_NAMED = 8;

/** Which arguments have something of another source, or of another day, than the rest: a sentence for each. */
export function otherOrigins(entry: CatalogEntry | undefined, sources: Catalog['sources']): string[] {
  if (entry === undefined) return [];
  const { recorded, newer, newer_as_of, found, found_as_of } = entry;
  return [
    sentence(recorded, 'the schema recorded on', sources['recorded schemas']?.as_of),
    sentence(
      newer,
      "fal's page of",
      newer_as_of ?? `${sources['pages of fal']?.as_of ?? 'an unknown day'} or before`,
    ),
    sentence(found, 'facts of', found_as_of),
  ].flat();
}

function sentence(names: readonly string[] = [], source: string, day = 'an unknown day'): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`From ${source} ${day}, in part or whole: ${names.slice(0, MOST_NAMED).join(', ')}${more}.`];
}
