import { z } from 'zod';
import { safeText } from '../../util/safe-text.ts';
import { wholeSchema } from '../catalog.ts';
import { schemaProblem } from '../from-schema/check-schema.ts';
import { liveEntry } from './live-entry.ts';
import type { LiveEntry } from './merge-live.ts';
import { tidySchema } from '../from-schema/tidy-schema.ts';
import { taskOfCategory, tasksInId } from '../tasks.ts';
import type { TaskKind } from '../types.ts';

/** One row of the Platform API's answer, unchecked. */
export interface FetchedModel {
  endpoint_id: string;
  metadata: unknown;
  /** `null` where fal gave none, and `problem` says why. */
  openapi: unknown;
  problem: string | null;
}

const about = z.object({
  category: z.string().optional(),
  status: z.string().optional(),
  license_type: z.string().optional(),
});

/**
 * A row as an entry of the catalog. Where its schema is not to be had, or is strange, the entry holds the rest
 * and says why; a row about neither pictures nor videos is only a problem.
 */
export function readFetched(row: FetchedModel, asOf: string): { entry: LiveEntry } | { problem: string } {
  const { endpoint_id } = row;
  const { category = '', status, license_type } = about.safeParse(row.metadata).data ?? {};
  const read = schemasOf(row, asOf);
  const schemas = 'problem' in read ? {} : read;
  const medium = schemas.medium ?? mediumIn(category) ?? mediumIn(endpoint_id);
  if (medium === undefined) {
    const kind = category === '' ? '' : ` but ${safeText(category, 60)}`;
    return { problem: `${endpoint_id} makes neither pictures nor videos${kind}` };
  }
  return {
    entry: {
      endpoint_id,
      as_of: asOf,
      medium,
      tasks: tasksOf(endpoint_id, category, schemas.input),
      ...(license_type === undefined ? {} : { licence: safeText(license_type, 40) }),
      ...('problem' in read ? { problem: read.problem } : schemas),
      ...(status === 'deprecated' ? { retired: asOf } : {}),
    },
  };
}

type Schemas = Pick<LiveEntry, 'input' | 'result' | 'definitions' | 'medium' | 'added' | 'licence'>;

function schemasOf(row: FetchedModel, asOf: string): Schemas | { problem: string } {
  if (row.openapi === null) return { problem: row.problem ?? 'fal sent no document' };
  try {
    const read = liveEntry(row.openapi, asOf, row.metadata);
    if ('problem' in read) return read;
    const { endpoint_id, input, result, definitions = {}, medium, added } = read.entry;
    if (endpoint_id !== row.endpoint_id) return { problem: `the OpenAPI document is of ${endpoint_id}` };
    // Kept with what they refer to, and nothing else.
    const tidied = {
      input: tidySchema(input),
      ...(result === undefined ? {} : { result: tidySchema(result) }),
    };
    const types = Object.fromEntries(
      Object.entries(neededIn(tidied, definitions)).map(([name, type]) => [name, tidySchema(type)]),
    );
    const problem = schemaProblem({ ...tidied.input, definitions: types });
    if (problem !== null) return { problem: `the schema cannot be used: ${problem}` };
    return {
      ...tidied,
      definitions: types,
      ...(medium === undefined ? {} : { medium }),
      ...(added === undefined ? {} : { added }),
    };
  } catch (error) {
    return {
      problem: `the schema cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function neededIn(part: Record<string, unknown>, definitions: Record<string, unknown>) {
  return (wholeSchema({ definitions }, {}, part)['definitions'] ?? {}) as Record<string, unknown>;
}

const mediumIn = (text: string) =>
  text.includes('video') ? ('video' as const) : text.includes('image') ? ('image' as const) : undefined;

const LAST = ['end_image_url', 'tail_image_url', 'last_frame_url', 'last_image_url'];

function tasksOf(endpointId: string, category: string, input: LiveEntry['input']): TaskKind[] {
  const task = tasksInId(endpointId)[0] ?? taskOfCategory(category);
  if (task === undefined) return [];
  const ends = LAST.some((name) => input?.properties?.[name] !== undefined);
  return task === 'image-to-video' && ends ? [task, 'first-last-frame'] : [task];
}
