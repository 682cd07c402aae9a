import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cannotWrite, inputError } from '../../errors.ts';
import { readIfExists, writeAtomic } from '../../util/atomic-file.ts';
import { safeText } from '../../util/safe-text.ts';
import { isEndpointId } from '../../util/endpoint-id.ts';
import { knownArguments } from '../from-schema/known-arguments.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { presetFileSchema } from '../presets/preset-schema.ts';
import { type ModelData, readModelData } from '../read-data.ts';
import { OWN_ENDING } from '../presets/read-presets.ts';
import type { AddOrder } from './add-order.ts';
import { checkRow } from './check-row.ts';
import { draftPreset } from './draft-preset.ts';
import { findEndless } from './find-endless.ts';
import { aliasOf } from './name-model.ts';
import { prettyJson } from './pretty-json.ts';
import { readEntry } from './read-entry.ts';
import { refuseStrange, type Strange } from './strange.ts';
import { type TableRow, tableRow } from './table-row.ts';
import { presetFile } from './write-preset.ts';

export type { AddOrder } from './add-order.ts';
export { MOST_OPENAPI_BYTES } from './read-openapi.ts';

/** Where presets stand, and where a new one goes. */
export interface PresetStore {
  /** The presets, prices and catalog of fal-video. */
  shipped: string;
  /** The presets of a project; absent in a checkout of fal-video, where a new one is shipped. */
  own?: string;
  /** The tables of a checkout; a project has none. */
  tables?: string;
}

/**
 * Where a new preset goes. In a checkout of fal-video it becomes one of those that ship, with its table; in any other
 * project it stays with the project, and only the project has it.
 */
export function presetStoreOf(projectRoot: string, packageRoot: string): PresetStore {
  const tables = join(packageRoot, 'test', 'data', 'preset-tables');
  const shipped = join(packageRoot, 'presets');
  return projectRoot === packageRoot && existsSync(tables)
    ? { shipped, tables }
    : { shipped, own: join(projectRoot, 'presets') };
}

export interface AddedModel {
  status: 'added' | 'unchanged';
  alias: string;
  endpoint_id: string;
  /** Absolute paths of what was written. */
  files: string[];
  note: string;
}

/**
 * Writes the preset of an endpoint that has none, and in a checkout its row of the preset tables. The preset is tried
 * before anything is written; what the schema leaves open is an error that says what a person has to decide. An
 * endpoint that has a preset is left as it is.
 */
export async function addModel(order: AddOrder, store: PresetStore): Promise<AddedModel> {
  const { endpointId } = order;
  if (!isEndpointId(endpointId)) throw notAnId(endpointId);
  const data = readModelData(store.shipped, store.own);
  const there = data.presets.find(({ endpoint_id }) => endpoint_id === endpointId);
  const pathOf = (name: string) =>
    join(store.own ?? store.shipped, `${name}${store.own === undefined ? '.json' : OWN_ENDING}`);
  if (there !== undefined) return await unchanged(order, there.read(), pathOf(there.alias), data);
  const { alias, text, row, about } = writePreset(order, data);
  const path = pathOf(alias);
  if (alias.startsWith('catalog')) throw aliasTaken(alias, 'the files of the catalog');
  if ((await readIfExists(path)) !== null) throw aliasTaken(alias, 'a file of that name');
  // The preset comes last: with it the model is there.
  const files: [string, string][] = [
    ...(store.tables === undefined
      ? []
      : [[join(store.tables, `${alias}.json`), prettyJson({ [alias]: row }, 3)] satisfies [string, string]]),
    [path, text],
  ];
  for (const [file, written] of files) await writeAtomic(file, written).catch(cannotWrite);
  const price = data.prices.has(endpointId)
    ? 'Its price is in the price list.'
    : 'Its price is not in the price list: it runs only under unknown_price_ceiling_usd of the user.';
  const note = [...about, price].join(' ');
  return { status: 'added', alias, endpoint_id: endpointId, files: files.map(([file]) => file), note };
}

export interface WrittenPreset {
  alias: string;
  /** The preset's file. */
  text: string;
  row: TableRow;
  /** Sentences: where its schema is from, and what the caller has to know. */
  about: string[];
}

/** The preset of an endpoint and its row, tried out. Throws STRANGE_SCHEMA, BAD_OPENAPI, NO_SCHEMA or ALIAS_TAKEN. */
export function writePreset(order: AddOrder, data: ModelData): WrittenPreset {
  const { endpointId } = order;
  const alias = order.alias ?? freeAlias(endpointId, data);
  const other = data.presets.find((preset) => preset.alias === alias && preset.endpoint_id !== endpointId);
  if (other !== undefined) throw aliasTaken(alias, other.endpoint_id);
  const { entry, open } = readEntry(order, data);
  refuseStrange(endpointId, findEndless(entry.input?.properties ?? {}));
  const drafted = draftPreset(entry, alias, open);
  const catalogued = knownArguments((id) => data.catalog.entries.get(id)?.input);
  const file = presetFile(drafted, catalogued(endpointId));
  const parsed = presetFileSchema(catalogued).safeParse(file);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }): Strange => ({
      field: path.slice(2).join('.') || 'preset',
      why: message,
      decide: 'what the preset says there',
    }));
    refuseStrange(endpointId, problems);
  }
  const row = tableRow(drafted, entry.input ?? {});
  for (const preset of parsed.data?.presets ?? []) refuseStrange(endpointId, checkRow(preset, row));
  const [, ...notes] = drafted.notes;
  const about = [`Written from ${drafted.source} of ${drafted.as_of}.`, ...notes];
  return { alias, text: prettyJson(file, 4), row, about };
}

/** An endpoint that has a preset. Where add-model wrote it, it is compared with what it would write now. */
async function unchanged(order: AddOrder, there: Preset, path: string, data: ModelData): Promise<AddedModel> {
  const { alias, endpoint_id } = there;
  const stands = await readFile(path, 'utf8').catch(() => null);
  const name = aliasKept(order, alias, stands === null ? null : basename(path));
  const answer = (note: string): AddedModel => {
    return { status: 'unchanged', alias, endpoint_id, files: [], note: note + name };
  };
  if (stands === null) return answer(`It has the preset ${alias}, which add-model did not write.`);
  // Made from a document, it cannot be compared with the snapshot.
  if (order.openapi === undefined && data.catalog.entries.get(endpoint_id)?.source !== there.source) {
    return answer('Its preset stands already.');
  }
  const others = { ...data, presets: data.presets.filter((preset) => preset.alias !== alias) };
  const { text } = writePreset({ ...order, alias, today: there.as_of }, others);
  return answer(
    text === stands
      ? 'Its preset stands already, byte for byte.'
      : 'Its preset stands already. The schema would give another one now: remove the file and add the model again, or keep it.',
  );
}

/** An alias stands in plans and records, so that a preset keeps the one it has. */
function aliasKept({ alias: wanted }: AddOrder, alias: string, file: string | null): string {
  if (wanted === undefined || wanted === alias) return '';
  const how = file === null ? '' : ` To have that one, remove presets/${file} and add the model again.`;
  return ` It goes on being called ${alias}, not ${wanted}.${how}`;
}

/** The short name; where another endpoint has it, the one with its owner. */
function freeAlias(endpointId: string, { presets }: ModelData): string {
  const short = aliasOf(endpointId);
  return presets.some(({ alias }) => alias === short) ? aliasOf(endpointId, 'with owner') : short;
}

const notAnId = (text: string) =>
  inputError({
    code: 'BAD_ENDPOINT_ID',
    message: `"${safeText(text, 100)}" is not an endpoint id: those read owner/app/…, without scheme, host or "..".`,
    next: "Copy the id from the model's page on fal.ai.",
  });

const aliasTaken = (alias: string, by: string) =>
  inputError({
    code: 'ALIAS_TAKEN',
    message: `The alias ${alias} is taken by ${by}. Nothing was written.`,
    next: 'Give another alias.',
  });
