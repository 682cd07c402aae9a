import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotWrite, inputError } from '../../errors.ts';
import { readIfExists, writeAtomic } from '../../util/atomic-file.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Catalog, CatalogEntry } from '../catalog.ts';
import { isEndpointId } from '../endpoint-id.ts';
import { familyBeginnings, familyOf } from '../presets/family-of.ts';
import { knownArguments } from '../from-schema/known-arguments.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { presetFileSchema } from '../presets/preset-schema.ts';
import { type ModelData, readModelData } from '../read-data.ts';
import { OWN_ENDING } from '../presets/read-presets.ts';
import { checkRow } from './check-row.ts';
import { draftPreset, tasksOf } from './draft-preset.ts';
import { findEndless, findStrange } from './find-strange.ts';
import { aliasOf } from './name-model.ts';
import { plainInput } from './plain-input.ts';
import { prettyJson } from './pretty-json.ts';
import { readOpenApi } from './read-openapi.ts';
import { refuseStrange, type Strange } from './strange.ts';
import { type TableRow, tableRow } from './table-row.ts';
import { beyondCorrection, presetFile } from './write-preset.ts';

export { MOST_OPENAPI_BYTES } from './read-openapi.ts';

/** Where presets stand, and where a new one goes. */
export interface Shelf {
  /** The presets, prices and catalog of fal-video. */
  shipped: string;
  /** The presets of a project; absent in a checkout of fal-video, where a new one is shipped. */
  own?: string;
  /** The tables of a checkout; a project has none. */
  tables?: string;
}

export interface AddOrder {
  endpointId: string;
  /** Default: from the endpoint id. */
  alias?: string | undefined;
  /** The text of the endpoint's OpenAPI document; without it the catalog's snapshot is read. */
  openapi?: string | undefined;
  /** `2026-11-21`: when the document is read. */
  today: string;
  /** The document came from a simulator. */
  simulated?: boolean;
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
export async function addModel(order: AddOrder, shelf: Shelf): Promise<AddedModel> {
  const { endpointId } = order;
  if (!isEndpointId(endpointId)) throw notAnId(endpointId);
  const data = readModelData(shelf.shipped, shelf.own);
  const there = data.presets.find(({ endpoint_id }) => endpoint_id === endpointId);
  const alias = there?.alias ?? order.alias ?? aliasOf(endpointId);
  const path = join(shelf.own ?? shelf.shipped, `${alias}${shelf.own === undefined ? '.json' : OWN_ENDING}`);
  if (there !== undefined) return await unchanged(order, there.read(), path, data);
  const { text, row } = write({ ...order, alias }, data);
  if (alias.startsWith('catalog')) throw aliasTaken(alias, 'the files of the catalog');
  if ((await readIfExists(path)) !== null) throw aliasTaken(alias, 'a file of that name');
  // The preset comes last: with it the model is there.
  const files: [string, string][] = [
    ...(shelf.tables === undefined
      ? []
      : [[join(shelf.tables, `${alias}.json`), prettyJson({ [alias]: row }, 3)] satisfies [string, string]]),
    [path, text],
  ];
  for (const [file, written] of files) await writeAtomic(file, written).catch(cannotWrite);
  const note = data.prices.has(endpointId)
    ? 'Its price is in the price list.'
    : 'Its price is not in the price list: it runs only under unknown_price_ceiling_usd of the user.';
  return { status: 'added', alias, endpoint_id: endpointId, files: files.map(([file]) => file), note };
}

interface Written {
  text: string;
  row: TableRow;
}

/** The preset's file and its row, tried out. Throws STRANGE_SCHEMA, BAD_OPENAPI, NO_SCHEMA or ALIAS_TAKEN. */
function write(order: AddOrder & { alias: string }, data: ModelData): Written {
  const { endpointId, alias } = order;
  const other = data.presets.find((preset) => preset.alias === alias && preset.endpoint_id !== endpointId);
  if (other !== undefined) throw aliasTaken(alias, other.endpoint_id);
  const { entry, category } = describe(order, data);
  const properties = entry.input?.properties ?? {};
  refuseStrange(endpointId, findEndless(properties));
  const drafted = draftPreset(entry, alias);
  const catalogued = knownArguments((id) => data.catalog.entries.get(id)?.input);
  refuseStrange(endpointId, [
    ...findStrange(drafted, properties, category),
    ...beyondCorrection(drafted, catalogued(endpointId)),
  ]);
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
  return { text: prettyJson(file, 4), row };
}

/** The endpoint with its schema in plain form, and fal's own word for its task. */
function describe(
  { endpointId, openapi, today, simulated }: AddOrder,
  { catalog, families }: ModelData,
): { entry: CatalogEntry; category: string | undefined } {
  const snapshot = catalog.entries.get(endpointId);
  const family =
    familyOf(endpointId, familyBeginnings(families)) ?? snapshot?.family ?? endpointId.split('/')[1] ?? '';
  const plain = (from: CatalogEntry, definitions: Record<string, unknown>): CatalogEntry => {
    const { properties, required, strange } = plainInput(from.input ?? {}, definitions);
    refuseStrange(endpointId, strange);
    return { ...from, family, input: { type: 'object', properties, required }, definitions: {} };
  };
  if (openapi !== undefined) {
    const { entry: read, category } = readOpenApi(openapi, endpointId, today);
    const { medium } = read;
    if (medium === undefined) refuseStrange(endpointId, [NO_RESULT]);
    const tasks = snapshot?.tasks.length ? snapshot.tasks : tasksOf(endpointId, category);
    const from: CatalogEntry = {
      endpoint_id: endpointId,
      tasks,
      medium: medium ?? 'video',
      family,
      ...(snapshot?.sound === undefined ? {} : { sound: snapshot.sound }),
      source:
        simulated === true ? "a simulator's document, not fal's" : "fal's OpenAPI document of the endpoint",
      as_of: today,
      ...(read.input === undefined ? {} : { input: read.input }),
    };
    return { entry: plain(from, read.definitions ?? {}), category };
  }
  if (snapshot?.input === undefined || snapshot.partial === true) throw noSchema(endpointId, snapshot);
  const { partial: _, status: __, ...from } = snapshot;
  return { entry: plain(from, definitionsOf(snapshot, catalog)), category: snapshot.tasks[0] };
}

const definitionsOf = (entry: CatalogEntry, catalog: Catalog) => entry.definitions ?? catalog.definitions;

const NO_RESULT: Strange = {
  field: 'result',
  why: 'it holds neither a video nor an image',
  decide: 'whether fal-video can use it at all',
};

/** An endpoint that has a preset. Where add-model wrote it, it is compared with what it would write now. */
async function unchanged(order: AddOrder, there: Preset, path: string, data: ModelData): Promise<AddedModel> {
  const { alias, endpoint_id } = there;
  const answer = (note: string): AddedModel => ({ status: 'unchanged', alias, endpoint_id, files: [], note });
  const stands = await readFile(path, 'utf8').catch(() => null);
  if (stands === null) return answer(`It has the preset ${alias}, which add-model did not write.`);
  // Made from a document, it cannot be compared with the snapshot.
  if (order.openapi === undefined && data.catalog.entries.get(endpoint_id)?.source !== there.source) {
    return answer('Its preset stands already.');
  }
  const others = { ...data, presets: data.presets.filter((preset) => preset.alias !== alias) };
  const { text } = write({ ...order, alias, today: there.as_of }, others);
  return answer(
    text === stands
      ? 'Its preset stands already, byte for byte.'
      : 'Its preset stands already. The schema would give another one now: remove the file and add the model again, or keep it.',
  );
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

const noSchema = (endpointId: string, snapshot: CatalogEntry | undefined) =>
  inputError({
    code: 'NO_SCHEMA',
    message: `${snapshot === undefined ? 'The snapshot has no' : 'The snapshot has only a part of the'} schema of ${endpointId}.`,
    next: 'Save https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=… of this endpoint in the project, and name the file in from (--from).',
  });
