import { type Document, isScalar, LineCounter, parseDocument, Parser, visit } from 'yaml';
import { isTooDeep, MOST_DEPTH } from '../../util/json.ts';

/** A text of YAML or JSON with the places of its parts, or the first thing that is wrong with it. */
export type ReadYaml =
  { document: Document; lineOf: (offset: number) => number } | { line: number | null; wrong: string };

/**
 * Reads without the two things of the library that a hostile text can turn against it: it goes down into each level,
 * and compares each name of a map with all others.
 */
export function readYaml(text: string): ReadYaml {
  if (isTooDeep([...new Parser().parse(text)], NODES_A_LEVEL * MOST_DEPTH)) {
    return { line: null, wrong: `it is nested more than ${MOST_DEPTH} deep` };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const [unread] = document.errors;
  if (unread !== undefined) return { line: lineOf(unread.pos[0]), wrong: unread.message };
  const twice = offsetOfTwin(document);
  return twice === null ? { document, lineOf } : { line: lineOf(twice), wrong: 'Map keys must be unique' };
}

/** A collection, its list of items, and one of them (yaml, `CST.Token`). */
const NODES_A_LEVEL = 3;

function offsetOfTwin(document: Document): number | null {
  let twin: number | null = null;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) twin ??= key.range?.[0] ?? 0;
        seen.add(key.value);
      }
      return twin === null ? undefined : visit.BREAK;
    },
  });
  return twin;
}
