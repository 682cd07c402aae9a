import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectPaths } from '../../src/project/project-paths.ts';
import { roll } from '../../src/simulator/random.ts';

const EVERY_MS = 40;

/**
 * Removes, cuts or garbles the index of simulated work again and again, under the hands of whoever has it open. Ends with the
 * returned function, which tells how often.
 */
export function spoilIndex(root: string, seed: number): () => number {
  const { index } = projectPaths(root, true);
  const ways = [
    () => {
      for (const name of readdirSync(dirname(index))) {
        if (name.startsWith('index.sqlite')) rmSync(join(dirname(index), name), { force: true });
      }
    },
    () => rmSync(index, { force: true }),
    () => truncateSync(index, Math.floor(statSync(index).size / 2)),
    () => writeFileSync(index, 'no database at all, but some text in its place'.repeat(100), { flag: 'r+' }),
  ];
  let count = 0;
  const timer = setInterval(() => {
    try {
      ways[Math.floor(roll(seed, count) * ways.length)]?.();
      count++;
    } catch {
      // It is not there just now.
    }
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return count;
  };
}
