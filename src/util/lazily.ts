import { once } from './once.ts';

/** Work that begins when its result is first waited for. */
export interface Lazily<T> {
  /** To wait for it is to begin it. */
  result: Promise<T>;
  hasBegun: () => boolean;
}

export function lazily<T>(work: () => Promise<T>): Lazily<T> {
  let hasBegun = false;
  const running = once(async () => {
    hasBegun = true;
    return await work();
  });
  const result: Promise<T> = {
    // oxlint-disable-next-line unicorn/no-thenable -- being waited for is what begins it
    then: (onFulfilled, onRejected) => running().then(onFulfilled, onRejected),
    catch: (onRejected) => running().catch(onRejected),
    finally: (onFinally) => running().finally(onFinally),
    [Symbol.toStringTag]: 'Promise',
  };
  return { result, hasBegun: () => hasBegun };
}
