import { setImmediate as pause } from 'node:timers/promises';
import { readLedgerTable } from '../../ledger/ledger.ts';
import type { ProjectPaths } from '../../project/project-paths.ts';
import type { JournalIndex } from './index/journal-index.ts';
import { recordsOf } from './index/records.ts';
import { isWitnessed, rememberedIn, setDoubted, setWitnessed } from './index/witnessed.ts';
import type { Job } from '../job.ts';
import type { Gap } from '../gaps.ts';
import { askFolders, askManifests } from './witnesses/ask-files.ts';
import { gapsIn, type Testimony, testimonyOfRow } from './witnesses/testimony.ts';

/**
 * What the journal has lost, as far as somebody knows more than it: the ledger, the folders of runs, and the index of the
 * journal that stood here before. They are asked in full about a journal that is another than the one that was read last;
 * else the index is the witness, and only jobs that have not ended are looked up in their folders, once a process.
 */
export function gapFinder(index: JournalIndex, paths: ProjectPaths) {
  const records = recordsOf(index.ask);
  /** One after the other, each for all who asked before it began: a thousand jobs that go on at once ask together. */
  let turn: Promise<unknown> = Promise.resolve();
  let next: Promise<readonly Gap[]> | null = null;
  let last: { generation: number; proven: number; gaps: readonly Gap[] } | null = null;

  async function find(): Promise<readonly Gap[]> {
    await index.sync();
    await index.runs.sync();
    const { generation, proven } = index.journal.position;
    const isWell = isWitnessed(index.database, generation);
    // Until a witness says more, or what was lost is written anew.
    const isKnown = last?.gaps.length === 0 ? isWell : last?.proven === proven;
    if (last?.generation === generation && isKnown) return last.gaps;
    const open = [...(await records.find({ open: true })), ...(await records.find({ unfinalized: true }))];
    const told = isWell ? await askManifests(paths, open) : await askAll(open);
    // Once more: who speaks must not be the newer one.
    await index.sync();
    const gaps = gapsIn(told, (testimony) => index.isBehind(testimony));
    last = { ...index.journal.position, gaps };
    if (gaps.length === 0) setWitnessed(index.database, last.generation);
    else setDoubted(index.database);
    return gaps;
  }

  async function askAll(open: readonly Job[]): Promise<Testimony[]> {
    const told = [
      ...(await askLedger()),
      ...(await askFolders(paths, open, (jobId) => index.isKnown(jobId))),
    ];
    const isTold = new Set(told.map(({ job_id }) => job_id));
    // What the index alone remembers was paid for where fal had named a request: a manifest is there before any POST.
    const remembered = rememberedIn(index.database).filter(
      ({ job_id, request_id }) => request_id !== null || isTold.has(job_id),
    );
    return [...told, ...remembered.map((row) => ({ ...row, was_sent: row.was_sent === 1 }))];
  }

  /** Of a long ledger only the rows that tell more stay in memory. */
  async function askLedger(): Promise<Testimony[]> {
    if (index.runs.count() === 0) return (await readLedgerTable(paths)).map(testimonyOfRow);
    const told: Testimony[] = [];
    for (const rows of index.runs.inOrder()) {
      told.push(...rows.map(testimonyOfRow).filter((testimony) => index.isBehind(testimony)));
      await pause();
    }
    return told;
  }

  return (): Promise<readonly Gap[]> => {
    next ??= turn.then(() => {
      next = null;
      return index.ask(find);
    });
    turn = next.catch(() => undefined);
    return next;
  };
}
