import type { Vote, VotesFile } from '../../../experiments/votes/votes-file.ts';
import type { ReportData } from '../../report-data.ts';
import { pairKey } from './pairs.ts';
import { canKeep, keep, readKept, whenKept } from '../kept.ts';

export const QUESTION = 'Which clip does better what was asked?';

/**
 * The votes of this reader: in memory, and kept by the browser where it lets a page from disk keep anything. What is
 * kept counts: two pages of one report share it, and one that is only opened changes nothing.
 */
export interface Ballot {
  readonly votes: readonly Vote[];
  /** Whether the votes outlive the page. */
  readonly isKept: boolean;
  /** Takes over what is kept by now. */
  read: () => void;
  /** In place of an earlier one on the same pair, which another page may have shown at the same time. */
  add: (vote: Vote) => void;
  /** Takes the last vote back. */
  undo: () => Vote | undefined;
  file: () => VotesFile;
}

/** `changed` is called when another page has voted. */
export function createBallot(data: ReportData, changed: () => void): Ballot {
  const key = `fal-video votes ${data.simulated ? 'simulated ' : ''}${data.slug}`;
  const known = new Map(data.cells.map((cell) => [cell.cell_id, cell]));
  let isKept = canKeep();
  let voter = newVoter();
  let votes: Vote[] = [];
  const read = () => {
    const kept = readBallot(key);
    if (kept === null) return;
    voter = kept.voter;
    // Votes on cells that a later run replaced are of no use here.
    votes = kept.votes.filter(({ a, b }) => known.has(a) && known.has(b));
  };
  const change = (next: Vote[]) => {
    votes = next;
    isKept = keep(key, JSON.stringify({ voter, votes }));
  };
  read();
  whenKept(key, () => {
    read();
    changed();
  });
  return {
    get votes() {
      return votes;
    },
    get isKept() {
      return isKept;
    },
    read,
    add: (vote) => {
      read();
      const pair = pairKey(vote.a, vote.b);
      change([...votes.filter(({ a, b }) => pairKey(a, b) !== pair), vote]);
    },
    undo: () => {
      read();
      const last = votes.at(-1);
      change(votes.slice(0, -1));
      return last;
    },
    file: () => ({
      kind: 'fal-video-votes',
      version: 1,
      slug: data.slug,
      simulated: data.simulated,
      voter,
      question: QUESTION,
      saved_at: new Date().toISOString(),
      votes: [...votes],
      // All that could have been voted on, so that a model nobody saw is noticed.
      cells: Object.fromEntries(
        data.cells
          .filter(({ video_href }) => video_href !== null)
          .map(({ cell_id, endpoint_id, axes }) => [cell_id, { endpoint_id, axes }]),
      ),
    }),
  };
}

function readBallot(key: string): { voter: string; votes: Vote[] } | null {
  try {
    const ballot = JSON.parse(readKept(key) ?? 'null') as { voter?: unknown; votes?: unknown } | null;
    return typeof ballot?.voter === 'string' && Array.isArray(ballot.votes)
      ? { voter: ballot.voter, votes: ballot.votes as Vote[] }
      : null;
  } catch {
    return null;
  }
}

const newVoter = () =>
  `voter_${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
