import { FalVideoError } from '../errors.ts';
import type { FalAnswer } from './types.ts';

/** An answer of which only the head could be read: what that says of a bill counts all the same. */
export class UnreadAnswer extends FalVideoError {
  /** Without a body. */
  readonly answer: FalAnswer;

  constructor(error: FalVideoError, { http_status, headers }: Omit<FalAnswer, 'body'>) {
    super(error.fault, error);
    this.answer = { http_status, headers, body: null };
  }
}
