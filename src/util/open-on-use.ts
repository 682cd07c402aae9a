/** Something that is opened when it is first used. Once closed, the next use opens it anew. */
export interface OpenOnUse<Opened> {
  use<Result>(work: (opened: Opened) => Result | Promise<Result>): Promise<Result>;
  isOpen(): boolean;
  /** Waits for those that use it. */
  close(): Promise<void>;
}

export function openOnUse<Opened>(
  open: () => Promise<Opened>,
  close: (opened: Opened) => void | Promise<void>,
): OpenOnUse<Opened> {
  let opened: Promise<Opened> | null = null;
  const uses = new Set<Promise<unknown>>();
  const opening = () =>
    open().catch((thrown: unknown) => {
      opened = null;
      throw thrown;
    });
  return {
    async use(work) {
      const using = (opened ??= opening()).then(work);
      uses.add(using);
      try {
        return await using;
      } finally {
        uses.delete(using);
      }
    },
    isOpen: () => opened !== null,
    async close() {
      while (uses.size > 0) await Promise.allSettled(uses);
      const before = opened;
      opened = null;
      if (before !== null) await close(await before);
    },
  };
}
