// The files that the catalog is made from. A schema in them is taken as it stands: the finished catalog is looked at as a whole.
import { z } from 'zod';
import type { ArgumentSchema } from '../../src/models/arguments-of-schema.ts';
import type { LiveEntry } from '../../src/models/live/merge-live.ts';
import { TASK_KINDS } from '../../src/models/types.ts';
import { isObject } from '../../src/util/json.ts';

/** As much of a JSON Schema as the sources use. */
export interface Schema extends ArgumentSchema {
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
}
const schema = z.custom<Schema>(isObject);

const fact = z.object({
  endpoint_id: z.string(),
  task: z.enum([...TASK_KINDS, 'image-to-image', 'audio-to-video']).nullable(),
  family: z.string().exactOptional(),
  /** Where it was seen, and what was said of it there. */
  seen: z.string().exactOptional(),
  as_of: z.string().nullable(),
  source: z.string().nullable(),
  input: schema.exactOptional(),
  /** In place of `input`: the arguments that its price is a table of. */
  priced: schema.exactOptional(),
  sound: z.literal('always').exactOptional(),
});
/** What is known of an endpoint from somewhere else than a schema of it. */
export type Fact = z.output<typeof fact>;

const about = { about: z.string(), as_of: z.string() };
export const newerFacts = z.object({ ...about, endpoints: z.array(fact) });
export const foundFacts = z.object({ ...about, under: z.array(z.string()), endpoints: z.array(fact) });

const recordedEndpoint = z.object({ endpoint_id: z.string(), input: schema, output: schema });
export type RecordedEndpoint = z.output<typeof recordedEndpoint>;
export const recorded = z.object({
  as_of: z.string(),
  source: z.string(),
  endpoints: z.array(recordedEndpoint),
});

/** A whole document of fal's, without references. */
export type Refreshed = Omit<LiveEntry, 'definitions' | 'problem'> & Required<Pick<LiveEntry, 'input'>>;
export const refreshed = z.object({ endpoints: z.array(z.custom<Refreshed>(isObject)) });

const decision = z.object({
  take: z.enum(['older', 'newer']),
  why: z.string(),
  /** By endpoint and place: both values, older and newer. */
  of: z.record(z.string(), z.record(z.string(), z.array(z.unknown()))),
});
export type Decision = z.output<typeof decision>;
export const settled = z.object({ decisions: z.array(decision) });
