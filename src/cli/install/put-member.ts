import { isDeepStrictEqual } from 'node:util';
import { type JsonMember, type JsonNode, readJsonc } from './jsonc.ts';

/**
 * Sets `section.name` in a text of JSON with comments. Everything else stays as it is, to the letter. Throws a
 * SyntaxError where the text is no object, or `section` none.
 */
export function putMember(text: string, section: string, name: string, value: unknown): string {
  if (text.trim() === '') return `${JSON.stringify({ [section]: { [name]: value } }, null, 2)}\n`;
  const root = readJsonc(text);
  const place = memberOf(root, section, 'the file');
  const there = place === undefined ? undefined : memberOf(place.node, name, section);
  const after =
    place === undefined
      ? insert(text, root, section, { [name]: value })
      : there === undefined
        ? insert(text, place.node, name, value)
        : replace(text, there, value);
  return checked(after, root, section, name, value);
}

function memberOf({ members }: JsonNode, key: string, where: string): JsonMember | undefined {
  if (members === undefined) throw new SyntaxError(`${where} is no object`);
  // Of two with the same name the last one counts.
  return members.findLast((member) => member.key === key);
}

function replace(text: string, { start, node }: JsonMember, value: unknown): string {
  return splice(text, node.start, node.end, laidOut(value, indentAt(text, start), styleOf(text)));
}

/** As the last member of an object: before its bracket, and behind whatever comment stands there. */
function insert(text: string, object: JsonNode, key: string, value: unknown): string {
  const { eol, unit } = styleOf(text);
  const last = object.members?.at(-1);
  const base = indentAt(text, object.start);
  const indent =
    last !== undefined && startsLine(text, last.start) ? indentAt(text, last.start) : base + unit;
  const close = object.end - 1;
  const end = text.slice(0, close).trimEnd().length;
  const tail = text.slice(end, close).includes('\n') ? '' : eol + base;
  const entry = `${eol}${indent}${JSON.stringify(key)}: ${laidOut(value, indent, { eol, unit })}${tail}`;
  const inserted = splice(text, end, end, entry);
  if (last === undefined || last.hasComma) return inserted;
  return splice(inserted, last.node.end, last.node.end, ',');
}

const splice = (text: string, start: number, end: number, piece: string) =>
  text.slice(0, start) + piece + text.slice(end);

const laidOut = (value: unknown, indent: string, { eol, unit }: Style) =>
  JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);

interface Style {
  eol: string;
  unit: string;
}

function styleOf(text: string): Style {
  return { eol: text.includes('\r\n') ? '\r\n' : '\n', unit: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ' };
}

const lineBefore = (text: string, at: number) => text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
const indentAt = (text: string, at: number) => /^[ \t]*/.exec(lineBefore(text, at))?.[0] ?? '';
const startsLine = (text: string, at: number) => lineBefore(text, at).trim() === '';

/** Read again and compared: what comes out says what was there, and the new member. */
function checked(after: string, before: JsonNode, section: string, name: string, value: unknown): string {
  const whole = before.value as Record<string, unknown>;
  const wanted = { ...whole, [section]: { ...(whole[section] as object | undefined), [name]: value } };
  if (isDeepStrictEqual(readJsonc(after).value, wanted)) return after;
  throw new SyntaxError('it is laid out in a way that cannot be changed safely');
}
