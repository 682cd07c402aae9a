// What the catalog took from each source, and whether every difference between them is settled.
import type { Catalog, CatalogEntry } from '../../src/models/catalog.ts';
import type { Settler } from './settle.ts';

/** The text of the report, and how many differences or decisions nobody has looked at. */
export function reportOf(sources: Catalog['sources'], endpoints: readonly CatalogEntry[], settled: Settler) {
  const open = settled.differences.filter(({ why }) => why === null);
  const stale = settled.stale();
  const rows = Object.entries(sources).map(([name, { about, as_of }]) => {
    const own = endpoints.filter(
      ({ source }) => (PAGE.test(source ?? '') ? 'pages of fal' : source) === name,
    );
    const beside = endpoints.flatMap((entry) => BESIDE[name]?.(entry) ?? []).length;
    const fields = own.reduce((sum, { input }) => sum + Object.keys(input?.properties ?? {}).length, 0);
    const more = beside === 0 ? '' : `; completes or corrects ${beside} fields of others`;
    return `${name} (${as_of}; ${about}): ${own.length} endpoints with ${fields} fields${more}`;
  });
  const older = settled.differences.filter(({ taken }) => taken === 'older').length;
  return {
    unexplained: open.length + stale.length,
    text: [
      ...rows,
      `${settled.differences.length} differences: the older source stands in ${older}, the newer in ${settled.differences.length - older}`,
      `${open.length} unexplained`,
      ...open.map(({ id, place, values }) => `  ${id} ${place} ${JSON.stringify(values)}`),
      ...stale.map((key) => `  settled, but no difference any more: ${key}`),
    ].join('\n'),
  };
}

const PAGE = /^https:/;
/** The fields with something of a source which is not the entry's own. */
const BESIDE: Record<string, (entry: CatalogEntry) => string[] | undefined> = {
  'recorded schemas': ({ recorded }) => recorded,
  'pages of fal': ({ newer }) => newer,
  'found facts': ({ found }) => found,
};
