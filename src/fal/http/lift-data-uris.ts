import { UriSink } from './uri-sink.ts';

/** Names a file for the bytes of the `number`th data URI, from 1. */
export type FileFor = (number: number) => string;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Longer is no head of a data URI. */
const MOST_HEAD = 200;
/** With a type, or in base64: `data:hello, world` is a text like any other. */
const WHOLE_HEAD = /^data:(?:[\w.+-]+\\?\/[\w.+-]+(?:;[\w.=+-]+)*|(?:;[\w.=+-]+)*;base64),$/i;
const START = 'data:';

/**
 * Passes a JSON text on as it comes, and writes the bytes of every data URI in it to a file of its own, or drops
 * them: `"data:image/png;base64,[1]"` stands in their place. So the size of a text that carries media is bounded
 * by the disk, not by the memory. Works on bytes: inside a character of UTF-8 there is no quote.
 */
export async function* liftDataUris(
  body: AsyncIterable<Buffer>,
  fileFor: FileFor | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  let where: 'outside' | 'head' | 'text' = 'outside';
  let head = '';
  let escaped = false;
  let number = 0;
  /** Where the text goes that is being read; `dropped` where nobody wants it. */
  let sink: UriSink | 'passed on' | 'dropped' = 'passed on';
  try {
    for await (const piece of body) {
      for (let at = 0; at < piece.length;) {
        if (where === 'outside') {
          const quote = piece.indexOf(QUOTE, at);
          const end = quote < 0 ? piece.length : quote + 1;
          yield piece.subarray(at, end);
          at = end;
          if (quote >= 0) [where, head, escaped] = ['head', '', false];
        } else if (where === 'head') {
          const byte = piece[at] ?? 0;
          const longer = head + String.fromCharCode(byte);
          if (byte !== QUOTE && mayBeHead(longer)) {
            head = longer;
            at += 1;
            if (byte !== COMMA || !WHOLE_HEAD.test(head)) continue;
            number += 1;
            yield Buffer.from(`${head}[${number}]`, 'latin1');
            sink = fileFor === undefined ? 'dropped' : await UriSink.open(fileFor(number), head);
          } else {
            // This byte has not been passed on: it is looked at again as one of any text.
            yield Buffer.from(head, 'latin1');
          }
          where = 'text';
        } else {
          const end: number = escaped ? at + 1 : endOfText(piece, at);
          const last: number | undefined = piece[end - 1];
          const isOver = !escaped && last === QUOTE;
          // The quote at the end of a URI is passed on in any case.
          const taken = sink === 'passed on' ? at : isOver ? end - 1 : end;
          if (sink instanceof UriSink) await sink.write(piece.subarray(at, taken));
          if (isOver) {
            if (sink instanceof UriSink) await sink.end();
            sink = 'passed on';
          }
          if (taken < end) yield piece.subarray(taken, end);
          at = end;
          if (isOver) where = 'outside';
          escaped = !escaped && last === BACKSLASH;
        }
      }
    }
  } finally {
    if (sink instanceof UriSink) await sink.close();
  }
}

/** Behind the next quote or backslash, or at the end of the piece. */
function endOfText(piece: Buffer, from: number): number {
  const quote = piece.indexOf(QUOTE, from);
  const backslash = piece.subarray(from, quote < 0 ? piece.length : quote).indexOf(BACKSLASH);
  if (backslash >= 0) return from + backslash + 1;
  return quote < 0 ? piece.length : quote + 1;
}

function mayBeHead(text: string): boolean {
  return (
    text.length <= MOST_HEAD &&
    START.startsWith(text.slice(0, START.length).toLowerCase()) &&
    !text.slice(0, -1).includes(',') &&
    // A backslash may only stand before a slash, as JSON allows it.
    /^[\w.+:;=,-]*(?:(?:\\\/?|\/)[\w.+;=,-]*)?$/.test(text)
  );
}
