import { sha256 } from '../util/hash.ts';

/**
 * One line of the journal. Plain JSON, so that `grep` and `jq` work on it; `check`, always last, covers
 * every character before it, so that a line proves itself and a torn one can be told from a changed one.
 */
export interface JournalEntry<Event> {
  v: 1;
  /** ISO time of the writer. */
  at: string;
  /** `null` for an entry about the journal itself, or about the money of a whole experiment. */
  job: string | null;
  event: Event;
}

/** A bad line that somebody saw: a torn tail by the next writer, anything else by `ledger --verify`. */
export interface DamageNoted {
  type: 'damage-noted';
  line_sha256: string;
  by: 'append' | 'verify';
}

/** A bad line. `noted` ones have been seen and explained; any other stops spending. */
export interface JournalProblem {
  line: number;
  /** `unowned`: it proves itself, and gives a job a request that no job has after all. */
  problem: 'torn' | 'changed' | 'version' | 'unowned';
  sha256: string;
  noted: boolean;
}

type Damage = Exclude<JournalProblem['problem'], 'unowned'>;

export type ParsedLine<Event> =
  | { kind: 'entry'; entry: JournalEntry<Event | DamageNoted> }
  | { kind: 'bad'; problem: Damage; sha256: string };

export function formatLine<Event>(entry: JournalEntry<Event>): string {
  const body = JSON.stringify(entry).slice(0, -1);
  return `${body},"check":"${checkOf(body)}"}`;
}

/** What editors and checkouts put around a line: a carriage return behind it, a byte order mark before it. */
const plain = (line: string) => line.replace(/^\uFEFF/, '').replace(/\r$/, '');

export const isBlank = (line: string) => plain(line) === '';

export function parseLine<Event>(given: string): ParsedLine<Event> {
  const line = plain(given);
  const end = /,"check":"([0-9a-f]{16})"\}$/.exec(line);
  if (end === null) return bad('torn', line);
  const body = line.slice(0, end.index);
  if (checkOf(body) !== end[1]) return bad('changed', line);
  // The check has shown that these are the characters we wrote: this is JSON.
  const entry = JSON.parse(line) as JournalEntry<Event> & { check?: string };
  if (entry.v !== 1) return bad('version', line);
  delete entry.check;
  return { kind: 'entry', entry };
}

/** What a line is noted by. */
export const digestOf = (line: string) => sha256(plain(line));

function bad(problem: Damage, line: string): ParsedLine<never> {
  return { kind: 'bad', problem, sha256: digestOf(line) };
}

function checkOf(body: string): string {
  return sha256(body).slice(0, 16);
}
