import { type Follower, followSignal } from '../../util/follow-signal.ts';

/** A generator that is asked for its next value before anybody takes it, so that it can be raced with another. */
export class Ahead<Value> {
  readonly #ending: Follower;
  readonly #values: AsyncGenerator<Value, void, undefined>;
  /** The next value, until it is taken. */
  next: Promise<IteratorResult<Value, void>>;

  constructor(
    outer: AbortSignal | undefined,
    begin: (signal: AbortSignal) => AsyncGenerator<Value, void, undefined>,
  ) {
    this.#ending = followSignal(outer);
    this.#values = begin(this.#ending.signal);
    this.next = this.#ask();
  }

  async take(): Promise<IteratorResult<Value, void>> {
    const taken = await this.next;
    this.next = this.#ask();
    return taken;
  }

  /** Ends what is under way; nobody is told. */
  end(): void {
    this.#ending.abort(new Error('nobody listens any more'));
    this.#ending.clear();
  }

  #ask(): Promise<IteratorResult<Value, void>> {
    const next = this.#values.next();
    next.catch(() => undefined);
    return next;
  }
}
