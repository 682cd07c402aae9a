import type { CatalogEntry } from './catalog.ts';

/**
 * fal's own default of an argument where a source prints it. The published types print no default that is false, so a switch of
 * theirs that is off is what their silence means: good enough to show, not to promise a price on.
 */
export function printedDefault(entry: CatalogEntry, name: string): unknown {
  const standard = entry.input?.properties?.[name]?.default;
  const isSilence =
    standard === false &&
    entry.source === '@fal-ai/client' &&
    !(entry.recorded?.includes(name) ?? false) &&
    !(entry.newer?.includes(name) ?? false);
  return isSilence ? undefined : standard;
}
