import type { Vote, VotesFile } from '../../experiments/votes/votes-file.ts';
import type { ReportData } from '../report-data.ts';
import { keep, readKept } from './kept.ts';

export const QUESTION = 'Which clip does better what was asked?';

/** The votes of this reader: in memory, and kept by the browser where it lets a page from disk keep anything. */
export interface Ballot {
  readonly votes: readonly Vote[];
  /** Whether the votes outlive the page. */
  readonly isKept: boolean;
  add: (vote: Vote) => void;
  /** Takes the last vote back. */
  undo: () => Vote | undefined;
  file: () => VotesFile;
}

export function createBallot(data: ReportData): Ballot {
  const key = `fal-video votes ${data.simulated ? 'simulated ' : ''}${data.slug}`;
  const known = new Map(data.cells.map((cell) => [cell.cell_id, cell]));
  const kept = readBallot(key);
  // Votes on cells that a later run replaced are of no use here.
  let votes = (kept?.votes ?? []).filter(({ a, b }) => known.has(a) && known.has(b));
  const voter = kept?.voter ?? newVoter();
  let isKept = keep(key, JSON.stringify({ voter, votes }));
  const change = (next: Vote[]) => {
    votes = next;
    isKept = keep(key, JSON.stringify({ voter, votes }));
  };
  return {
    get votes() {
      return votes;
    },
    get isKept() {
      return isKept;
    },
    add: (vote) => change([...votes, vote]),
    undo: () => {
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
