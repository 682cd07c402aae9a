// The inputs and outputs of endpoints as fal's Platform API described them one day, in the form of the catalog: `X or
// null` is X, since nothing is sent as null unasked, and what the recording cut away is not known.
import { FACTS } from './merge-input.ts';
import type { RecordedEndpoint, Schema } from './source-files.ts';

const KEPT = ['type', ...FACTS, 'required'];
/** The recording keeps this in place of a text that was too long for it. */
const CUT = '(long text)';

export interface Recorded {
  input: Schema;
  result: Schema;
}

/** By endpoint id. */
export const recordedById = (endpoints: readonly RecordedEndpoint[]): Map<string, Recorded> =>
  new Map(
    endpoints.map(({ endpoint_id, input, output }) => [
      endpoint_id,
      { input: plain(input), result: plain(output) },
    ]),
  );

/** A recorded schema without the alternatives `null`, names of types and references to nowhere. */
function plain(schema: Schema): Schema {
  const ways = (schema.anyOf ?? schema.allOf ?? []).filter(({ type }) => type !== 'null');
  if (ways.length === 1) {
    const { anyOf: _, allOf: __, ...around } = schema;
    return plain({ ...ways[0], ...around });
  }
  const { properties, items } = schema;
  return {
    ...Object.fromEntries(KEPT.flatMap((name) => (isSaid(name, schema[name]) ? [[name, schema[name]]] : []))),
    ...(properties === undefined ? {} : { properties: mapValues(properties, plain) }),
    ...(items === undefined ? {} : { items: plain(items) }),
    ...(ways.length > 1 ? { anyOf: ways.map(plain) } : {}),
  };
}

const isSaid = (name: string, value: unknown) =>
  value !== undefined && !(name === 'default' && (value === null || value === CUT));

const mapValues = (record: Record<string, Schema>, change: (schema: Schema) => Schema) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
