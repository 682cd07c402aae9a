import { availableParallelism, totalmem } from 'node:os';
import type { Demand } from './demand.ts';

/** How much is done at once. */
export interface Bounds {
  /** Worker processes, each with one request. */
  processes: number;
  /** Bytes of pictures that long requests hold together. */
  bytes: number;
}

interface Machine {
  processors: number;
  /** Bytes that this program may use. */
  memory: number;
}

const GIGABYTE = 1024 ** 3;

/**
 * As many long requests as there are processors, where each has a gigabyte, and one process more: a short request never
 * waits for a long one to end. What long ones hold is a quarter of the memory at most.
 */
export function boundsOf({ processors, memory }: Machine): Bounds {
  const long = Math.max(1, Math.min(processors, Math.floor(memory / GIGABYTE)));
  return { processes: long + 1, bytes: memory / 4 };
}

export function boundsHere(): Bounds {
  // Of a container, where it says so; 0 or more than there is where it does not.
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return boundsOf({ processors: availableParallelism(), memory });
}

/** Some three seconds of work, and what a few processes may hold beside each other without being counted. */
const SHORT: Demand = { pixels: 500_000_000, bytes: 400_000_000 };

/** What a request takes of `bytes`: none if it is short, else at least its share, so that one process is left. */
export function shareOf({ pixels, bytes }: Demand, bounds: Bounds): number {
  if (pixels <= SHORT.pixels && bytes <= SHORT.bytes) return 0;
  return Math.max(bytes, bounds.bytes / (bounds.processes - 1));
}
