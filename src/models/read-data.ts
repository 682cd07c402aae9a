import { join } from 'node:path';
import { once } from '../util/once.ts';
import { packageRoot } from '../util/package-root.ts';
import { badData } from './bad-data.ts';
import { type Catalog, checkCatalog, readCatalog } from './catalog.ts';
import { knownArguments } from './from-schema/known-arguments.ts';
import type { FamilyMatches } from './presets/family-of.ts';
import { presetFileSchema, presetSchema } from './presets/preset-schema.ts';
import {
  type FileSchema,
  type ListedPreset,
  readFamilies,
  readOwn,
  type SetAside,
} from './presets/read-presets.ts';
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

/** Where what ships with the package stands. */
export const PRESETS = join(packageRoot, 'presets');

/**
 * Reads `presets/`: the catalog, prices.json and one file per family; then the presets of the project. What ships is
 * checked whole by the tests (`check`), and here as far as it is asked for, which makes the start quick. It is read once: no
 * program changes it while it runs. Throws BAD_MODEL_DATA with file and field path.
 */
export function readModelData(folder: string, own?: string): ModelData {
  if (shipped?.folder !== folder) shipped = { folder, ...readShipped(folder) };
  const { data, schema } = shipped;
  if (own === undefined) return data;
  const { presets, setAside } = readOwn(own, schema, data.presets);
  if (presets.length + setAside.length === 0) return data;
  return { ...data, presets: [...data.presets, ...presets], setAside };
}

/** Of the folder that was asked for last: a program has one, tests have some. */
let shipped: ({ folder: string } & ReturnType<typeof readShipped>) | undefined;

function readShipped(folder: string): { data: ModelData; schema: FileSchema } {
  const catalog = readCatalog(folder);
  const known = knownArguments((id) => catalog.entries.get(id)?.input);
  const schema = { file: once(() => presetFileSchema(known)), preset: once(() => presetSchema(known)) };
  const families = readFamilies(folder, schema);
  const presets = families.flatMap((family) => family.presets);
  refuseTwice(
    'alias',
    presets.map(({ alias }) => alias),
  );
  refuseTwice(
    'endpoint_id',
    presets.map(({ endpoint_id }) => endpoint_id),
  );
  const prices = readPrices(folder);
  const check = () => {
    checkCatalog(folder);
    for (const family of families) family.check();
    for (const id of prices.ids) prices.get(id);
  };
  return { data: { presets, setAside: [], families, prices, catalog, check }, schema };
}

function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw badData(`presets: ${what} "${twice}" stands there twice`);
}
