// The inputs and outputs of endpoints as fal's Platform API described them one day, in the form of the catalog: `X or
// null` is X, since nothing is sent as null unasked, and what the recording cut away is not known.
import { FACTS } from './merge-input.mjs';

const KEPT = ['type', ...FACTS, 'required'];
/** The recording keeps this in place of a text that was too long for it. */
const CUT = '(long text)';

/** The recorded endpoints by id: `{ category, input, result }`. */
export function recordedById({ endpoints }) {
  return new Map(
    endpoints.map(({ endpoint_id, category, input, output }) => [
      endpoint_id,
      { category, input: plain(input), result: plain(output) },
    ]),
  );
}

/** A recorded schema without the alternatives `null`, names of types and references to nowhere. */
function plain(schema) {
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

const isSaid = (name, value) =>
  value !== undefined && !(name === 'default' && (value === null || value === CUT));

const mapValues = (record, change) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
