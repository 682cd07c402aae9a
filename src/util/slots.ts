/** What may be done at once, shared by all who ask: the rest waits in line. */
export interface Slots {
  /** Does the work when it is its turn, first come, first served. Its slot is free again however it ends. */
  use<Result>(work: () => Promise<Result>, asked?: Asked): Promise<Result>;
}

export interface Asked {
  /** How many slots it takes. Default 1; what takes more than there are is done alone. */
  slots?: number | undefined;
  /** Whoever asks without it goes before. */
  canWait?: boolean | undefined;
  /** Aborting it leaves the line; work that has begun is its own to end. */
  signal?: AbortSignal | undefined;
}

interface Waiting {
  slots: number;
  canWait: boolean;
  begin: () => void;
}

export function createSlots(all: number): Slots {
  const line: Waiting[] = [];
  let free = all;

  function admit(): void {
    for (let [next] = line; next !== undefined && next.slots <= free; [next] = line) {
      line.shift();
      free -= next.slots;
      next.begin();
    }
  }

  function turn(slots: number, canWait: boolean, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.splice(line.indexOf(waiting), 1);
        reject(signal?.reason);
        admit();
      };
      const begin = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting = { slots, canWait, begin };
      const behind = canWait ? -1 : line.findIndex((other) => other.canWait);
      line.splice(behind === -1 ? line.length : behind, 0, waiting);
      signal?.addEventListener('abort', leave, { once: true });
      admit();
    });
  }

  return {
    async use(work, { slots = 1, canWait = false, signal } = {}) {
      signal?.throwIfAborted();
      const taken = Math.min(slots, all);
      await turn(taken, canWait, signal);
      try {
        return await work();
      } finally {
        free += taken;
        admit();
      }
    },
  };
}
