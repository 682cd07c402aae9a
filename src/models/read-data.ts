import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { badData } from './bad-data.ts';
import { type Catalog, readCatalog } from './catalog.ts';
import type { FamilyMatches } from './family-of.ts';
import { knownArguments } from './known-arguments.ts';
import { type Preset, presetFileSchema } from './preset-schema.ts';
import { type PriceRow, priceFileSchema } from './price-schema.ts';

export interface ModelData {
  presets: Preset[];
  families: FamilyMatches[];
  /** By endpoint id. */
  prices: Map<string, PriceRow>;
  catalog: Catalog;
}

const PRICES = 'prices.json';

/** How the presets of a project are told from other files in its `presets/`. */
export const OWN_ENDING = '.fal-video.json';

/**
 * Reads `presets/`: the catalog, prices.json and one file per family; then the presets of the project, whose alias
 * and endpoint must be free. Throws BAD_MODEL_DATA with file and field path.
 */
export function readModelData(folder: string, own?: string): ModelData {
  const families = readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== PRICES && !name.startsWith('catalog'))
    .toSorted();
  const catalog = readCatalog(folder);
  const schema = presetFileSchema(knownArguments((id) => catalog.entries.get(id)?.input));
  const files = families.map((name) => readFile(folder, name, schema));
  const presets = files.flatMap((file) => file.presets);
  const prices = readFile(folder, PRICES, priceFileSchema);
  refuseTwice(
    'alias',
    presets.map(({ alias }) => alias),
  );
  refuseTwice(
    'endpoint_id',
    presets.map(({ endpoint_id }) => endpoint_id),
  );
  refuseTwice(
    `${PRICES} endpoint_id`,
    prices.map(({ endpoint_id }) => endpoint_id),
  );
  const byId = new Map(prices.map((row) => [row.endpoint_id, row]));
  const mine = own === undefined ? [] : readOwn(own, schema, presets);
  return { presets: [...presets, ...mine], families: files, prices: byId, catalog };
}

/** A project may add models, never change what a shipped name means. */
function readOwn(folder: string, schema: PresetFile, shipped: readonly Preset[]): Preset[] {
  const presets: Preset[] = [];
  for (const name of ownFiles(folder)) {
    if (statSync(join(folder, name)).size > MOST_OWN_BYTES) throw badData(`presets/${name}: too large`);
    for (const preset of readFile(folder, name, schema).presets) {
      const taken = [...shipped, ...presets].find(
        ({ alias, endpoint_id }) => alias === preset.alias || endpoint_id === preset.endpoint_id,
      );
      if (taken !== undefined) {
        throw badData(
          `presets/${name} of the project: ${preset.alias} (${preset.endpoint_id}) is taken by the preset ${taken.alias} (${taken.endpoint_id}). Remove the file, or give its preset another alias`,
        );
      }
      presets.push(preset);
    }
  }
  return presets;
}

type PresetFile = ReturnType<typeof presetFileSchema>;
const MOST_OWN_BYTES = 1_000_000;

/** A project without the folder has no presets of its own. */
function ownFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(OWN_ENDING))
      .toSorted();
  } catch {
    return [];
  }
}

function readFile<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(folder, name));
  if (parsed.success) return parsed.data;
  throw badData(
    parsed.error.issues
      .slice(0, 5)
      .map(({ path, message }) => `presets/${name}: ${path.join('.')}: ${message}`)
      .join('; '),
  );
}

function readJson(folder: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch (error) {
    throw badData(`presets/${name}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function refuseTwice(what: string, names: string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw badData(`presets: ${what} "${twice}" stands there twice`);
}
