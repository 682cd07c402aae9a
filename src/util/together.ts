/**
 * Does the work for all that is given while it is at it before, in one go. Each caller waits for the go that its items were
 * in, and fails with it.
 */
export function together<Item>(
  work: (items: readonly Item[]) => Promise<void>,
): (items: readonly Item[]) => Promise<void> {
  let next: { items: Item[]; done: Promise<void> } | null = null;
  let last: Promise<unknown> = Promise.resolve();
  return (items) => {
    if (next !== null) {
      next.items.push(...items);
      return next.done;
    }
    const mine: Item[] = [...items];
    const done = last.then(() => {
      next = null;
      return work(mine);
    });
    next = { items: mine, done };
    last = done.catch(() => undefined);
    return done;
  };
}
