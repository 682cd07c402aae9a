import { MOST_DEPTH } from '../../util/json.ts';

/** A value of JSON with comments, and where it stands in its text. */
export interface JsonNode {
  start: number;
  end: number;
  value: unknown;
  /** Of an object only, in order. */
  members?: readonly JsonMember[];
}

export interface JsonMember {
  key: string;
  /** Where the key begins. */
  start: number;
  node: JsonNode;
  /** Whether a comma follows. */
  hasComma: boolean;
}

/**
 * Reads JSON as editors keep it: with comments and commas at the end. Throws a SyntaxError with the line. It knows
 * the places, so that a file can be changed in one of them and stay as it was in all others.
 */
export function readJsonc(text: string): JsonNode {
  let at = 0;
  let depth = 0;

  const node = readValue();
  skip();
  if (at < text.length) fail('nothing more');
  return node;

  function readValue(): JsonNode {
    skip();
    const start = at;
    if (text[at] === '{' || text[at] === '[') {
      if (++depth > MOST_DEPTH) fail(`at most ${MOST_DEPTH} levels`);
      const inner = text[at] === '{' ? readObject() : readArray();
      depth--;
      return inner;
    }
    const scalar = take(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?\d[\d.eE+-]*|true|false|null/y) ?? fail('a value');
    return { start, end: at, value: parsed(scalar, start) };
  }

  function readObject(): JsonNode {
    const start = at++;
    const members: JsonMember[] = [];
    while (!closes('}')) {
      const place = at;
      const key = take(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y) ?? fail('a name in quotes');
      skip();
      if (take(/:/y) === undefined) fail('a colon');
      members.push({
        key: String(parsed(key, place)),
        start: place,
        node: readValue(),
        hasComma: separate('}'),
      });
    }
    const value = Object.fromEntries(members.map((member) => [member.key, member.node.value]));
    return { start, end: at, value, members };
  }

  function readArray(): JsonNode {
    const start = at++;
    const value: unknown[] = [];
    while (!closes(']')) {
      value.push(readValue().value);
      separate(']');
    }
    return { start, end: at, value };
  }

  function closes(bracket: string): boolean {
    skip();
    if (text[at] !== bracket) return false;
    at++;
    return true;
  }

  function separate(bracket: string): boolean {
    skip();
    const isComma = text[at] === ',';
    if (isComma) at++;
    else if (text[at] !== bracket) fail(`a comma or ${bracket}`);
    return isComma;
  }

  function skip(): void {
    take(/\s*(?:(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)\s*)*/y);
  }

  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    at += found?.length ?? 0;
    return found;
  }

  function parsed(scalar: string, place: number): unknown {
    try {
      return JSON.parse(scalar);
    } catch {
      at = place;
      return fail('a value');
    }
  }

  function fail(wanted: string): never {
    throw new SyntaxError(`line ${text.slice(0, at).split('\n').length}: expected ${wanted}`);
  }
}
