import { once } from '../util/once.ts';
import { badData } from './bad-data.ts';
import { type Catalog, checkCatalog, readCatalog } from './catalog.ts';
import { knownArguments } from './from-schema/known-arguments.ts';
import type { FamilyMatches } from './presets/family-of.ts';
import { presetFileSchema, presetSchema } from './presets/preset-schema.ts';
import { type ListedPreset, readFamilies, readOwn, type SetAside } from './presets/read-presets.ts';
import { type PriceList, readPrices } from './price-rules/read-prices.ts';

export interface ModelData {
  presets: ListedPreset[];
  /** Presets of the project that are not used. */
  setAside: SetAside[];
  families: FamilyMatches[];
  prices: PriceList;
  catalog: Catalog;
  /** Throws for the first slip in the files that ship. */
  check(): void;
}

/**
 * Reads `presets/`: the catalog, prices.json and one file per family; then the presets of the project. What ships is
 * checked whole by the tests (`check`), and here as far as it is asked for, which makes the start quick.
 * Throws BAD_MODEL_DATA with file and field path.
 */
export function readModelData(folder: string, own?: string): ModelData {
  const catalog = readCatalog(folder);
  const known = knownArguments((id) => catalog.entries.get(id)?.input);
  const schema = { file: once(() => presetFileSchema(known)), preset: once(() => presetSchema(known)) };
  const families = readFamilies(folder, schema);
  const shipped = families.flatMap(({ presets }) => presets);
  refuseTwice(
    'alias',
    shipped.map(({ alias }) => alias),
  );
  refuseTwice(
    'endpoint_id',
    shipped.map(({ endpoint_id }) => endpoint_id),
  );
  const prices = readPrices(folder);
  const mine = own === undefined ? { presets: [], setAside: [] } : readOwn(own, schema, shipped);
  const check = () => {
    checkCatalog(folder);
    for (const family of families) family.check();
    for (const id of prices.ids) prices.get(id);
  };
  const presets = [...shipped, ...mine.presets];
  return { presets, setAside: mine.setAside, families, prices, catalog, check };
}

function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw badData(`presets: ${what} "${twice}" stands there twice`);
}
