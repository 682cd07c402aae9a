import { once } from '../util/once.ts';
import { badData } from './bad-data.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import type { FamilyMatches } from './presets/family-of.ts';
import { knownArguments } from './from-schema/known-arguments.ts';
import { presetFileSchema } from './presets/preset-schema.ts';
import { type ListedPreset, readFamilies, readOwn, type SetAside } from './presets/read-presets.ts';
import { type PriceList, readPrices } from './price-rules/read-prices.ts';

export interface ModelData {
  presets: ListedPreset[];
  /** Presets of the project that are not used. */
  setAside: SetAside[];
  families: FamilyMatches[];
  prices: PriceList;
  catalog: Catalog;
}

/**
 * Reads `presets/`: the catalog, prices.json and one file per family; then the presets of the project. What ships is
 * checked whole by the tests (`checkModelData`), and here as far as it is asked for, which makes the start quick.
 * Throws BAD_MODEL_DATA with file and field path.
 */
export function readModelData(folder: string, own?: string): ModelData {
  const catalog = readCatalog(folder);
  const schema = once(() => presetFileSchema(knownArguments((id) => catalog.entries.get(id)?.input)));
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
  return { presets: [...shipped, ...mine.presets], setAside: mine.setAside, families, prices, catalog };
}

/** Reads all that is otherwise read when it is asked for. Throws BAD_MODEL_DATA for the first slip. */
export function checkModelData({ presets, prices }: ModelData): void {
  for (const preset of presets) preset.read();
  for (const id of prices.ids) prices.get(id);
}

function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw badData(`presets: ${what} "${twice}" stands there twice`);
}
