import { callOf } from '../../next-step.ts';
import { inputError } from '../../errors.ts';
import type { CatalogEntry } from '../catalog.ts';
import { membersOf } from '../live/medium-of.ts';
import { familyBeginnings, familyOf } from '../presets/family-of.ts';
import type { ModelData } from '../read-data.ts';
import type { AddOrder } from './add-order.ts';
import { plainInput } from './plain-input.ts';
import { readOpenApi } from './read-openapi.ts';
import { oneLine, refuseStrange, type Strange } from './strange.ts';
import { tasksOf } from './tasks-of.ts';

export interface ReadEntry {
  /** The endpoint with its schema in plain form. */
  entry: CatalogEntry;
  /** Fields that take anything, as far as the document says. */
  open: string[];
}

/** An endpoint as its document describes it; without one, as the snapshot does. */
export function readEntry(order: AddOrder, data: ModelData): ReadEntry {
  const { endpointId, openapi } = order;
  const { catalog, families } = data;
  const snapshot = catalog.entries.get(endpointId);
  const { category, definitions, ...from } =
    openapi === undefined ? ofSnapshot(endpointId, data) : ofDocument({ ...order, openapi }, snapshot);
  const { properties, required, open, strange } = plainInput(
    from.input ?? {},
    definitions,
    snapshot?.input?.properties,
  );
  refuseStrange(endpointId, strange);
  const entry: CatalogEntry = {
    ...from,
    family: familyOf(endpointId, familyBeginnings(families)) ?? from.family,
    input: { type: 'object', properties, required },
    definitions: {},
  };
  const tasks = tasksOf(entry, category);
  if (tasks.length === 0) refuseStrange(endpointId, [noTask(category)]);
  return { entry: { ...entry, tasks }, open };
}

type Source = CatalogEntry & { category: string | undefined; definitions: Record<string, unknown> };

function ofDocument(
  { endpointId, openapi, today, simulated }: AddOrder & { openapi: string },
  snapshot: CatalogEntry | undefined,
): Source {
  const { entry: read, category } = readOpenApi(openapi, endpointId, today);
  const { medium = refuseResult(endpointId, category, read.result), input, definitions = {} } = read;
  return {
    endpoint_id: endpointId,
    tasks: snapshot?.tasks ?? [],
    medium,
    family: snapshot?.family ?? endpointId.split('/')[1] ?? '',
    ...(snapshot?.sound === undefined ? {} : { sound: snapshot.sound }),
    source:
      simulated === true ? "a simulator's document, not fal's" : "fal's OpenAPI document of the endpoint",
    as_of: today,
    ...(input === undefined ? {} : { input }),
    definitions,
    category,
  };
}

function ofSnapshot(endpointId: string, { catalog }: ModelData): Source {
  const snapshot = catalog.entries.get(endpointId);
  if (snapshot?.input === undefined || snapshot.partial === true) throw noSchema(endpointId, snapshot);
  const { partial: _, status: __, ...from } = snapshot;
  return { ...from, definitions: snapshot.definitions ?? catalog.definitions, category: snapshot.tasks[0] };
}

function refuseResult(
  endpointId: string,
  category: string | undefined,
  result: Record<string, unknown> | undefined,
): never {
  const members = membersOf(result).slice(0, 8);
  const held = members.length === 0 ? 'its result is empty' : `its result holds ${members.join(', ')}`;
  const why = oneLine(`${held}${category === undefined ? '' : `, and fal calls it "${category}"`}`, 300);
  throw inputError({
    code: 'STRANGE_SCHEMA',
    message: `${endpointId} makes neither videos nor images: ${why}. Nothing was written.`,
    next: callOf('list_models', {}, 'shows endpoints that make one of these.'),
    detail: [{ field: 'result', why }],
  });
}

const noTask = (category: string | undefined): Strange => ({
  field: 'category',
  why:
    category === undefined
      ? 'fal gives none'
      : `fal calls it "${category}", and its fields fit no kind of task`,
  decide: 'which kinds of task it does',
});

const noSchema = (endpointId: string, snapshot: CatalogEntry | undefined) =>
  inputError({
    code: 'NO_SCHEMA',
    message: `${snapshot === undefined ? 'The snapshot has no' : 'The snapshot has only a part of the'} schema of ${endpointId}.`,
    next: `Save https://fal.ai/api/openapi/queue/openapi.json?endpoint_id=${endpointId} in the project, and name the file in from (--from).`,
  });
