// From a row of the price list (gathered by hand from fal's pages) to the facts that the catalog keeps.
// The list words its arguments freely, so each form is read by a strict rule; what no rule reads stays out.

/**
 * The facts of one row: what the endpoint does, its state, and what is known of its arguments. Where the list names none,
 * `priced` holds those that its price is a table of: fal's page prints a price for each of their values.
 */
export function factsOfRow(row) {
  const args = row.arguments;
  return {
    endpoint_id: row.endpoint_id,
    task: row.task,
    family: row.family,
    seen: row.status,
    as_of: /^\d{4}-\d{2}-\d{2}$/.test(row.as_of) ? row.as_of : null,
    source: row.source_url ?? null,
    ...(args !== null && Object.keys(args).length > 0 ? { input: inputOf(args) } : pricedIn(row.rule)),
    ...(JSON.stringify(args ?? '').includes('audio always') ? { sound: 'always' } : {}),
  };
}

/** `keys` and `rates` of a table by one argument, or the token rates by resolution. */
function pricedIn(rule) {
  const { keys, rates, usd_per_1k_tokens: tokens, defaults = {} } = rule ?? {};
  const [name, values] =
    tokens !== null && typeof tokens === 'object'
      ? ['resolution', tokens]
      : keys?.length === 1
        ? [keys[0], rates]
        : [];
  const listed = Object.keys(values ?? {});
  // Numbers and switches have spellings that a price table does not tell.
  if (name === undefined || listed.length < 2 || !listed.every((each) => /^\d+[pPkK]$/.test(each))) return {};
  const standard = listed.includes(defaults[name]) ? { default: defaults[name] } : {};
  const schema = { type: 'string', enum: listed, ...standard };
  return { priced: { properties: { [name]: schema }, required: [] } };
}

function inputOf(args) {
  const properties = {};
  const required = [];
  const put = (written, schemaFor) => {
    const found = /^(\w+)(\*?)(?: \((?:<=|max )(\d+)\b.*\))?/.exec(written);
    if (found === null) return;
    const [, name, star, most] = found;
    properties[name] = { ...schemaFor(name), ...(most === undefined ? {} : { maxItems: Number(most) }) };
    if (star === '*') required.push(name);
  };
  for (const group of ['image_fields', 'end_image_fields', 'video_fields']) {
    for (const each of args[group] ?? []) put(each, fileSchema);
  }
  for (const name of ['duration', 'resolution', 'aspect_ratio', 'num_frames', 'fps', 'frames_per_second']) {
    if (args[name] !== undefined) put(name, () => valueSchema(args[name]));
  }
  if (typeof args.audio_fields === 'object') {
    for (const [name, words] of Object.entries(args.audio_fields)) {
      put(/\brequired\b/.test(words) ? `${name}*` : name, () => audioSchema(name, words));
    }
  }
  for (const each of args.other ?? []) put(each, wordSchema);
  return { properties: sorted(properties), required: required.toSorted((a, b) => (a < b ? -1 : 1)) };
}

const url = { type: 'string', format: 'uri' };

const fileSchema = (name) =>
  name.endsWith('_urls') ? { type: 'array', items: url } : name.endsWith('_url') ? url : {};

/** `{type, values, default, range}` of the list. */
function valueSchema({ type, values, default: standard, range }) {
  const number = (type ?? typeof values?.[0]).startsWith('number') || type?.startsWith('integer');
  const known = values?.length > 0 ? values.map((each) => (number ? Number(each) : String(each))) : undefined;
  const bounds = /^(\d+)\.\.(\d+)$/.exec(range ?? '');
  const base = {
    type: type?.startsWith('integer')
      ? 'integer'
      : number || (type === undefined && bounds)
        ? 'number'
        : 'string',
  };
  const fallback =
    typeof standard === 'string' && number && standard !== 'auto' ? Number(standard) : standard;
  const fits = known === undefined ? !/ /.test(String(fallback)) : known.includes(fallback);
  // "auto" beside numbers: fal says that it exists, so it is one more value.
  const withAuto = fallback === 'auto' && known !== undefined && !fits;
  return {
    ...(withAuto
      ? { enum: ['auto', ...known] }
      : { ...base, ...(known === undefined ? {} : { enum: known }) }),
    ...(fallback !== undefined && (fits || withAuto) ? { default: fallback } : {}),
    ...(bounds === null ? {} : { minimum: Number(bounds[1]), maximum: Number(bounds[2]) }),
  };
}

function audioSchema(name, words) {
  const standard = /default ("[^"]*"|[\w.]+)/.exec(words)?.[1];
  const parsed = standard === undefined ? {} : { default: JSON.parse(standard) };
  if (words.startsWith('boolean')) return { type: 'boolean', ...parsed };
  if (words.startsWith('string default')) return { type: 'string', ...parsed };
  if (words.startsWith('number')) return { type: 'number', ...parsed };
  if (words.startsWith('"auto" | "origin"')) return { type: 'string', enum: ['auto', 'origin'], ...parsed };
  if (name.endsWith('_urls')) {
    const most = /^<=(\d+)$/.exec(words)?.[1];
    return { ...fileSchema(name), ...(most === undefined ? {} : { maxItems: Number(most) }) };
  }
  return name.endsWith('_url') ? url : {};
}

/** Names alone: only what every endpoint of the types agrees on is typed. */
const wordSchema = (name) =>
  name === 'seed'
    ? { type: 'number' }
    : name === 'prompt' || name === 'negative_prompt' || name === 'draft_id'
      ? { type: 'string' }
      : {};

const sorted = (record) =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
