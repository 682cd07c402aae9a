/**
 * Does the work for each item, so many at a time, in their order. Begins no more once the signal is aborted;
 * false says that some were left. The first failure ends it: a work that may fail catches for itself.
 */
export async function eachOf<Item>(
  items: readonly Item[],
  width: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<boolean> {
  const left = items[Symbol.iterator]();
  const lane = async () => {
    while (!signal.aborted) {
      const next = left.next();
      if (next.done === true) return true;
      await work(next.value);
    }
    return left.next().done === true;
  };
  const lanes = await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return lanes.every((finished) => finished);
}
