import type { JournalEntry } from '../../../ledger/journal-line.ts';
import type { Job } from '../job.ts';
import { type AskWitnesses, type Gap, gapsIn, type Testimony, testimonyOfJob } from './testimony.ts';

/** Finds what the journal has lost. Asks once for each journal, and again while it has gaps, since somebody may fix it. */
export interface GapFinder<Event> {
  /** What this process read of a journal that is another now: it is a witness, too. */
  remember(jobs: Iterable<Job>): void;
  /** `read` gives the journal as it is: it is read once more behind the witnesses, who must not be the newer ones. */
  find(read: () => Promise<Seen<Event>>): Promise<readonly Gap[]>;
}

export interface Seen<Event> {
  /** The list grows with its journal; another list is another journal. */
  entries: readonly JournalEntry<Event>[];
  jobs: ReadonlyMap<string, Job>;
}

export function gapFinder<Event>(ask: AskWitnesses): GapFinder<Event> {
  const memory: Testimony[] = [];
  /** One after the other: a hundred runs that begin at once would each ask for all. */
  let turn: Promise<unknown> = Promise.resolve();
  let last: { entries: readonly JournalEntry<Event>[]; count: number; gaps: readonly Gap[] } | null = null;
  const find: GapFinder<Event>['find'] = async (read) => {
    const { entries, jobs } = await read();
    if (last?.entries === entries && (last.gaps.length === 0 || last.count === entries.length)) {
      return last.gaps;
    }
    const told = await ask(jobs);
    const now = await read();
    const gaps = gapsIn(now.jobs, [...told, ...memory]);
    if (gaps.length === 0) memory.length = 0;
    last = { entries: now.entries, count: now.entries.length, gaps };
    return gaps;
  };
  return {
    remember: (jobs) => void memory.push(...[...jobs].map(testimonyOfJob)),
    find(read) {
      const found = turn.then(() => find(read));
      turn = found.catch(() => undefined);
      return found;
    },
  };
}
