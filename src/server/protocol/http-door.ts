import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/node';
import { isSame } from '../../util/hash.ts';

export interface DoorOptions {
  /** Names that a request may be addressed to, without port; an `Origin` must be one of them too. */
  hosts: readonly string[];
  token: string;
}

/** Lets a request in, or answers it and says no. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

/** What a server that spends money is asked by strangers: a page in a browser has another Host or Origin, a local program no token. */
export function createDoor({ hosts, token }: DoorOptions): Door {
  const hostFits = hostHeaderValidation([...hosts]);
  const originFits = originValidation([...hosts]);
  return (request, response) => {
    if (!hostFits(request, response) || !originFits(request, response)) return false;
    if (isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return true;
    refuse(response, 401, 'The bearer token is missing or wrong.', { 'WWW-Authenticate': 'Bearer' });
    return false;
  };
}

/** Answers with an error in the protocol's form. */
export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message } }));
}
