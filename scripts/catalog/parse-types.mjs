// A small parser for the one shape of file that fal's generator writes: `export type Name = { fields }`,
// `export type Name = Other`, and the map of endpoints at the end. Types become JSON Schema.

/** All types of `endpoints.d.ts`, and its endpoints with the names of their input and output types. */
export function parseTypes(text) {
  const types = new Map();
  for (const [, name, body] of text.matchAll(/^export type (\w+) = (\{\n[\s\S]*?^\}|[^{;][^;]*);$/gm)) {
    types.set(name, body);
  }
  const endpoints = new Map();
  const map = types.get('EndpointTypeMap');
  if (map === undefined) throw new Error('the types hold no EndpointTypeMap');
  for (const [, id, input, output] of map.matchAll(
    /^ {4}"([^"]+)": \{\n +input: (\w+);\n +output: (\w+);\n/gm,
  )) {
    endpoints.set(id, { input, output });
  }
  const promised = map.split('input: ').length - 1;
  if (endpoints.size !== promised) {
    throw new Error(`only ${endpoints.size} of ${promised} endpoints could be read`);
  }
  types.delete('EndpointTypeMap');
  return { types, endpoints };
}

/** The name behind aliases: `type A = B` leads to B. */
export function realName(name, types) {
  const body = types.get(name);
  return body !== undefined && /^\w+$/.test(body) && types.has(body) ? realName(body, types) : name;
}

/** One named type as JSON Schema; other named types stay references to `definitions`. */
export function schemaOfType(name, types) {
  const body = types.get(realName(name, types));
  if (body === undefined) throw new Error(`the types hold no ${name}`);
  return body.startsWith('{') ? schemaOfObject(body, types) : schemaOf(body, types);
}

function schemaOfObject(body, types) {
  const properties = {};
  const required = [];
  const field = /(?: {4}\/\*\*\n((?: {5}\*.*\n)+?) {5}\*\/\n)? {4}(\w+)(\??): (.+);\n/y;
  field.lastIndex = 2; // after "{\n"
  while (field.lastIndex < body.length - 1) {
    const start = field.lastIndex;
    const found = field.exec(body);
    if (found === null) throw new Error(`cannot read: ${body.slice(start, start + 120)}`);
    const [, comment = '', name, optional, type] = found;
    const words = comment.replaceAll(/^ {5}\* ?/gm, '').replaceAll(/\s+/g, ' ');
    properties[name] = { ...schemaOf(type, types), ...factsOf(words, type) };
    if (optional === '') required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

/** A type expression: literals, names, `Array<…>`, unions. */
function schemaOf(expression, types) {
  const members = [...new Set(splitUnion(expression))];
  if (members.includes('unknown') || members.includes('void')) return {};
  // `string | Blob | File` is how the client types a URL to which it can upload.
  const url = members.includes('Blob');
  const rest = members.filter((each) => !url || !['string', 'Blob', 'File'].includes(each));
  const literals = rest.filter((each) => each.startsWith('"'));
  const others = rest.filter((each) => !each.startsWith('"'));
  const schemas = [
    ...(url ? [{ type: 'string', format: 'uri' }] : []),
    ...(literals.length > 0 && !others.includes('string')
      ? [{ type: 'string', enum: literals.map((each) => JSON.parse(each)) }]
      : []),
    ...others.map((each) => schemaOfMember(each, types)),
  ];
  return schemas.length === 1 ? schemas[0] : { anyOf: schemas };
}

function schemaOfMember(member, types) {
  if (['string', 'number', 'boolean'].includes(member)) return { type: member };
  const inner = /^Array<([\s\S]+)>$/.exec(member)?.[1];
  if (inner !== undefined) return { type: 'array', items: schemaOf(inner, types) };
  if (member.startsWith('Record<')) return { type: 'object' };
  if (types.has(member)) return { $ref: `#/definitions/${realName(member, types)}` };
  throw new Error(`unknown type ${member}`);
}

/** Splits at `|`, but not inside quotes or angle brackets. */
function splitUnion(expression) {
  const parts = expression.match(/"(?:[^"\\]|\\.)*"|\w+(?:<.+>)?|\|/g) ?? [];
  // `Array<A> | Array<B>`: the greedy bracket above takes both, so such a text is cut by hand.
  return parts
    .filter((part) => part !== '|')
    .flatMap((part) =>
      /^Array<.*>\s*\|/.test(part)
        ? [part.slice(0, endOfBracket(part)), ...splitUnion(part.slice(endOfBracket(part)))]
        : [part],
    );
}

function endOfBracket(text) {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth += 1;
    if (text[at] === '>' && --depth === 0) return at + 1;
  }
  return text.length;
}

/** What a comment states in a form that cannot be misread: the default, and bounds. Prose stays behind. */
function factsOf(words, type) {
  return { ...defaultIn(words, type), ...(type === 'number' ? boundsIn(words) : lengthIn(words, type)) };
}

function defaultIn(words, type) {
  const written = /Default value: `(.*?)`/.exec(words)?.[1];
  if (written === undefined) return {};
  try {
    return { default: JSON.parse(written) };
  } catch {
    return type === 'number' || type === 'boolean' ? {} : { default: written };
  }
}

const NUMBER = String.raw`(-?\d+(?:,\d{3})*(?:\.\d+)?)`;
const BOUNDS = [
  new RegExp(String.raw`\bmust be between ${NUMBER} (?:to|and) ${NUMBER}(?![\w%])`, 'i'),
  new RegExp(String.raw`(?:^|[^\w ] )range: \[?${NUMBER}(?:-| to |, )${NUMBER}\]?(?![\w%])`, 'i'),
  new RegExp(
    String.raw`(?:value|mass to use|strength of the image prompt|temperature to use),? between ${NUMBER} and ${NUMBER}(?![\w%])`,
    'i',
  ),
];

function boundsIn(words) {
  for (const pattern of BOUNDS) {
    const found = pattern.exec(words);
    if (found === null) continue;
    const [minimum, maximum] = found.slice(1).map((each) => Number(each.replaceAll(',', '')));
    if (minimum < maximum) return { minimum, maximum };
  }
  return {};
}

function lengthIn(words, type) {
  if (type !== 'string') return {};
  const most = /\b(?:max|maximum|up to)(?: of)? (\d[\d,]*) characters/i.exec(words)?.[1];
  return most === undefined ? {} : { maxLength: Number(most.replaceAll(',', '')) };
}
