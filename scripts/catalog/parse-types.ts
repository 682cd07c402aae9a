// A small parser for the one shape of file that fal's generator writes: `export type Name = { fields }`,
// `export type Name = Other`, and the map of endpoints at the end. Types become JSON Schema.
import type { Schema } from './source-files.ts';

/** The texts of types, by name. */
type Types = ReadonlyMap<string, string>;

export interface Parsed {
  types: Types;
  endpoints: ReadonlyMap<string, { input: string; output: string }>;
  /** How many endpoints use each input type: siblings share one, and then its defaults may be a sibling's. */
  users: ReadonlyMap<string, number>;
}

/** All types of `endpoints.d.ts`, and its endpoints with the names of their input and output types. */
export function parseTypes(text: string): Parsed {
  const types = new Map<string, string>();
  for (const [, name = '', body = ''] of text.matchAll(
    /^export type (\w+) = (\{\n[\s\S]*?^\}|[^{;][^;]*);$/gm,
  )) {
    types.set(name, body);
  }
  const endpoints = new Map<string, { input: string; output: string }>();
  const map = types.get('EndpointTypeMap');
  if (map === undefined) throw new Error('the types hold no EndpointTypeMap');
  for (const [, id = '', input = '', output = ''] of map.matchAll(
    /^ {4}"([^"]+)": \{\n +input: (\w+);\n +output: (\w+);\n/gm,
  )) {
    endpoints.set(id, { input, output });
  }
  const promised = map.split('input: ').length - 1;
  if (endpoints.size !== promised) {
    throw new Error(`only ${endpoints.size} of ${promised} endpoints could be read`);
  }
  types.delete('EndpointTypeMap');
  const users = new Map<string, number>();
  for (const { input } of endpoints.values()) {
    const name = realName(input, types);
    users.set(name, (users.get(name) ?? 0) + 1);
  }
  return { types, endpoints, users };
}

/** The name behind aliases: `type A = B` leads to B. */
export function realName(name: string, types: Types): string {
  const body = types.get(name);
  return body !== undefined && /^\w+$/.test(body) && types.has(body) ? realName(body, types) : name;
}

/** One named type as JSON Schema; other named types stay references to `definitions`. */
export function schemaOfType(name: string, types: Types): Schema {
  const body = types.get(realName(name, types));
  if (body === undefined) throw new Error(`the types hold no ${name}`);
  return body.startsWith('{') ? schemaOfObject(body, types) : schemaOf(body, types);
}

function schemaOfObject(body: string, types: Types): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  const field = /(?: {4}\/\*\*\n((?: {5}\*.*\n)+?) {5}\*\/\n)? {4}(\w+)(\??): (.+);\n/y;
  field.lastIndex = 2; // after "{\n"
  while (field.lastIndex < body.length - 1) {
    const start = field.lastIndex;
    const found = field.exec(body);
    if (found === null) throw new Error(`cannot read: ${body.slice(start, start + 120)}`);
    const [, comment = '', name = '', optional, type = ''] = found;
    const words = comment.replaceAll(/^ {5}\* ?/gm, '').replaceAll(/\s+/g, ' ');
    properties[name] = { ...schemaOf(type, types), ...factsOf(words, type) };
    if (optional === '') required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

/** A type expression: literals, names, `Array<…>`, unions. */
function schemaOf(expression: string, types: Types): Schema {
  const members = [...new Set(splitUnion(expression))];
  if (members.includes('unknown') || members.includes('void')) return {};
  // `string | Blob | File` is how the client types a URL to which it can upload.
  const url = members.includes('Blob');
  const rest = members.filter((each) => !url || !['string', 'Blob', 'File'].includes(each));
  const literals = rest.filter((each) => each.startsWith('"'));
  const others = rest.filter((each) => !each.startsWith('"'));
  const schemas: Schema[] = [
    ...(url ? [{ type: 'string', format: 'uri' }] : []),
    ...(literals.length > 0 && !others.includes('string')
      ? [{ type: 'string', enum: literals.map((each): unknown => JSON.parse(each)) }]
      : []),
    ...others.map((each) => schemaOfMember(each, types)),
  ];
  const [only, ...more] = schemas;
  return only !== undefined && more.length === 0 ? only : { anyOf: schemas };
}

function schemaOfMember(member: string, types: Types): Schema {
  if (['string', 'number', 'boolean'].includes(member)) return { type: member };
  const inner = /^Array<([\s\S]+)>$/.exec(member)?.[1];
  if (inner !== undefined) return { type: 'array', items: schemaOf(inner, types) };
  if (member.startsWith('Record<')) return { type: 'object' };
  if (types.has(member)) return { $ref: `#/definitions/${realName(member, types)}` };
  throw new Error(`unknown type ${member}`);
}

/** Splits at `|`, but not inside quotes or angle brackets. */
function splitUnion(expression: string): string[] {
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

function endOfBracket(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth += 1;
    if (text[at] === '>' && --depth === 0) return at + 1;
  }
  return text.length;
}

/** What a comment states in a form that cannot be misread: the default, and bounds. Prose stays behind. */
function factsOf(words: string, type: string): Schema {
  return { ...defaultIn(words, type), ...(type === 'number' ? boundsIn(words) : lengthIn(words, type)) };
}

function defaultIn(words: string, type: string): Schema {
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

function boundsIn(words: string): Schema {
  for (const pattern of BOUNDS) {
    const found = pattern.exec(words);
    if (found === null) continue;
    const [minimum = 0, maximum = 0] = found.slice(1).map((each) => Number(each.replaceAll(',', '')));
    if (minimum < maximum) return { minimum, maximum };
  }
  return {};
}

function lengthIn(words: string, type: string): Schema {
  if (type !== 'string') return {};
  const most = /\b(?:max|maximum|up to)(?: of)? (\d[\d,]*) characters/i.exec(words)?.[1];
  return most === undefined ? {} : { maxLength: Number(most.replaceAll(',', '')) };
}
