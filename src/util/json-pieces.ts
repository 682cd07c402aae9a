import { isObject } from './json.ts';

/** So many characters go to the disk at once. */
const PIECE_LENGTH = 64 << 10;

/**
 * JSON that people read, as it goes into a file. A member that is a generator is a list: its items are made one after the
 * other as they are written, and neither they nor their text are ever there all at once.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  let piece = '';
  for (const text of textsOf(value)) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* textsOf(value: unknown): Generator<string> {
  if (!isObject(value) || !Object.values(value).some(isMadeAsWritten)) return yield textOf(value);
  let before = '{';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${before}\n  ${JSON.stringify(name)}: `;
    yield* isMadeAsWritten(member) ? listOf(member) : [indented(member, '  ')];
    before = ',';
  }
  yield '\n}';
}

function* listOf(items: Iterable<unknown>): Generator<string> {
  let before = '[';
  for (const item of items) {
    yield `${before}\n    ${indented(item, '    ')}`;
    before = ',';
  }
  yield before === '[' ? '[]' : '\n  ]';
}

const textOf = (value: unknown) => JSON.stringify(value, null, 2);

/** A line break inside of a text is none in its JSON. */
const indented = (value: unknown, by: string) => textOf(value).replaceAll('\n', `\n${by}`);

const isMadeAsWritten = (value: unknown): value is Generator =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;
