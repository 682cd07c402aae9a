import { type Readable, Transform } from 'node:stream';
import { parseJSONRPCMessage } from '@modelcontextprotocol/server';

/** No call needs more; what is longer is not even kept. */
const MOST_BYTES = 8 * 1024 * 1024;

/** An answer to what is no message, for the client to read. */
export interface MessageError {
  jsonrpc: '2.0';
  id: string | number | null;
  error: { code: number; message: string };
}

/**
 * The messages of a client line by line, without those that are none. The SDK drops such lines unanswered, and
 * a client would wait for ever; here each is answered, under its own id where it has one.
 */
export function stdioMessages(input: Readable, refuse: (refusal: MessageError) => void): Readable {
  let line: Buffer[] = [];
  let bytes = 0;

  const take = (part: Buffer) => {
    bytes += part.length;
    if (bytes > MOST_BYTES) line = [];
    else line.push(part);
  };
  const endLine = (): Buffer | null => {
    const whole = bytes > MOST_BYTES ? null : Buffer.concat(line);
    if (whole === null) refuse(refusal(null, -32600, `A message has at most ${MOST_BYTES} bytes.`));
    line = [];
    bytes = 0;
    return whole;
  };

  const messages = new Transform({
    transform(chunk: Buffer, _, done) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, end));
        from = end + 1;
        const whole = endLine();
        if (whole !== null && isMessage(whole.toString(), refuse)) this.push(`${whole.toString()}\n`);
      }
      take(chunk.subarray(from));
      done();
    },
  });
  return input.pipe(messages);
}

const NEWLINE = 10;

function isMessage(line: string, refuse: (refusal: MessageError) => void): boolean {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    // Stray text is left alone; what began as a message was cut short.
    if (/^\s*[[{]/.test(line)) refuse(refusal(null, -32700, 'The line is not JSON: was it cut short?'));
    return false;
  }
  if (Array.isArray(message)) {
    const ids = message.map(idOf).filter((id) => id !== null);
    for (const id of ids.length === 0 ? [null] : ids) refuse(refusal(id, -32600, NO_BATCHES));
    return false;
  }
  try {
    parseJSONRPCMessage(message);
    return true;
  } catch {
    refuse(refusal(idOf(message), -32600, 'The line is JSON, and no JSON-RPC 2.0 message of MCP.'));
    return false;
  }
}

const NO_BATCHES = 'MCP has no batches: send each message on a line of its own.';

function idOf(message: unknown): string | number | null {
  const id = (message as { id?: unknown } | null)?.id;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

const refusal = (id: MessageError['id'], code: number, message: string): MessageError => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});
