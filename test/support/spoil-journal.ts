import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const LOSSES = ['removed', 'cut', 'flipped'] as const;
export type Loss = (typeof LOSSES)[number];

/** What befalls a journal; `at` decides how many of its last lines are cut, or which byte flips. False where there is none. */
export async function spoilJournal(root: string, loss: Loss, at: number): Promise<boolean> {
  const path = join(root, 'experiments/simulated/fal/journal.jsonl');
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  if (bytes.length === 0) return false;
  if (loss === 'removed') {
    await rm(path);
  } else if (loss === 'cut') {
    const lines = bytes.toString('latin1').split('\n');
    await writeFile(path, lines.slice(0, -1 - (at % 4)).join('\n'), 'latin1');
  } else {
    const place = (at * 7919) % bytes.length;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    await writeFile(path, bytes);
  }
  return true;
}
