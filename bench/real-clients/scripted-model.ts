import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the client gave the model as the result of a call. */
export interface Shown {
  text: string;
  pictures: { type: string; bytes: Buffer }[];
}

/** What the model does next: a call, or its last words. */
export type Move =
  | { tool: string; input: Record<string, unknown> }
  /** The client's own search for tools that it has not shown yet. */
  | { search: string }
  | { say: string };

/** A model without a mind: each of its turns is written down, and may use what it has been shown. */
export type Turn = (shown: readonly Shown[]) => Move;

/** How a client speaks to its model. */
export interface Dialect {
  path: string;
  /** Whether a request is a turn of the conversation, and not one of the client's own questions. */
  isTurn(body: unknown): boolean;
  /** The events that a move is, in server-sent form. */
  eventsOf(move: Move, turn: number, prefix?: string): { type: string }[];
  /** What the model knows of the server before its first call. */
  firstSight(body: unknown): string;
  /** What the newest call brought. */
  lastShown(body: unknown): Shown;
}

export interface ScriptedModel {
  url: string;
  /** The result of each call, in the order of the turns. */
  shown: Shown[];
  /** What the model knew of the server before its first call. */
  firstSight(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * The model's endpoint on loopback. `prefix` is what a client puts before the names of the tools, where it is not the
 * usual; `aside` is the answer to the client's own questions.
 */
export async function startScriptedModel(
  dialect: Dialect,
  turns: readonly Turn[],
  prefix?: string,
  aside = 'Yes.',
): Promise<ScriptedModel> {
  const shown: Shown[] = [];
  const requests: unknown[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    if (!(request.url ?? '').startsWith(dialect.path)) return void response.writeHead(404).end('{}');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let move: Move = { say: aside };
    let turn = 0;
    if (dialect.isTurn(body)) {
      if (requests.length > 0) shown.push(dialect.lastShown(body));
      requests.push(body);
      turn = requests.length;
      move = nextMove(turns[turn - 1], shown);
    }
    for (const event of dialect.eventsOf(move, turn, prefix)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    firstSight: () => dialect.firstSight(requests[0]),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A turn that cannot be made ends the conversation, and stands in it. */
function nextMove(turn: Turn | undefined, shown: readonly Shown[]): Move {
  try {
    return turn?.(shown) ?? { say: 'The script is at its end.' };
  } catch (error) {
    return { say: `The script broke: ${String(error)}` };
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  return text.startsWith('{') ? (JSON.parse(text) as unknown) : null;
}
